package io.chartside.scribe.web;

import io.chartside.scribe.Scribe;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.teavm.backend.javascript.JSModuleType;
import org.teavm.tooling.ConsoleTeaVMToolLog;
import org.teavm.tooling.TeaVMProblemRenderer;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.vm.TeaVMOptimizationLevel;

/**
 * A step of the build: compiles the engine to {@code scribe.js} and writes the rule files that it reads to
 * {@code rules.json}. TeaVM's own Maven plugin compiles at every build; this compiles when what it is made of has changed.
 */
final class BrowserBuild {
    private static final String MODULE = "scribe.js";
    private static final String RULES = "rules.json";

    private BrowserBuild() {}

    /** @param arguments the folder to write to; the file that holds the digest of what was compiled last */
    public static void main(String[] arguments) throws IOException, TeaVMToolException {
        System.setOut(System.err); // What TeaVM says of a failure is to be the build's own message.
        Path folder = Path.of(arguments[0]);
        Path stamp = Path.of(arguments[1]);
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        String digest = ClassPathDigest.of(classPath);
        boolean compiled = Files.exists(folder.resolve(MODULE)) && Files.exists(folder.resolve(RULES));
        if (compiled && Files.exists(stamp) && Files.readString(stamp).equals(digest)) {
            return;
        }
        Files.createDirectories(folder);
        Files.deleteIfExists(stamp);
        Files.writeString(folder.resolve(RULES), rules());
        compile(classPath, folder);
        Files.writeString(stamp, digest);
    }

    /** Every file that making an engine reads, by its name. */
    private static String rules() {
        Map<String, String> files = new TreeMap<>();
        VisitDraft.create(name -> files.computeIfAbsent(name, BrowserBuild::read));
        return JsonText.object(json -> files.forEach(json::put));
    }

    static String read(String name) {
        try (InputStream file = Scribe.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the engine's file " + name + " is not readable", unreadable);
        }
    }

    private static void compile(List<Path> classPath, Path folder) throws TeaVMToolException {
        TeaVMTool tool = new TeaVMTool();
        tool.setMainClass(Browser.class.getName());
        tool.setClassPath(classPath.stream().map(Path::toFile).toList());
        tool.setClassLoader(BrowserBuild.class.getClassLoader());
        tool.setTargetDirectory(folder.toFile());
        tool.setTargetFileName(MODULE);
        tool.setJsModuleType(JSModuleType.ES2015);
        tool.setOptimizationLevel(TeaVMOptimizationLevel.ADVANCED);
        tool.setObfuscated(true);
        tool.setLog(new ConsoleTeaVMToolLog(false));
        tool.generate();
        if (!tool.getProblemProvider().getSevereProblems().isEmpty()) {
            TeaVMProblemRenderer.describeProblems(
                    tool.getDependencyInfo().getCallGraph(), tool.getProblemProvider(), tool.getLog());
            throw new IllegalStateException("the engine uses what TeaVM has not");
        }
    }
}
