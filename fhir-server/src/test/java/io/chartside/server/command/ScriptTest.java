package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code chartside} in a folder of its own, with a Java and a Maven that only write down how they were called. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScriptTest {
    @TempDir
    Path home;

    private Path calls;
    private Path jdk;
    private Path path;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void folder() throws IOException {
        calls = home.resolve("calls");
        jdk = Files.createDirectories(home.resolve("jdk/bin"));
        path = Files.createDirectories(home.resolve("path"));
        Files.copy(Path.of("../chartside"), home.resolve("chartside"));
        Files.createDirectories(home.resolve("module/src/main"));
        Files.createFile(home.resolve("pom.xml"));
        Files.createFile(home.resolve("module/pom.xml"));
        program(jdk.resolve("java"), """
                [ "$1" != -version ] || { echo 'openjdk version "17.0.1"' >&2; exit; }
                echo "java $* CHARTSIDE_DATABASE_URL=${CHARTSIDE_DATABASE_URL-}" >>"$CALLS"
                """);
        program(jdk.resolve("javac"), "");
        program(path.resolve("mvn"), "echo maven >>\"$CALLS\"");
    }

    @AfterEach
    void whatAFailureLeft() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    private static void program(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Process start(String... words) throws IOException {
        return start(Map.of(), words);
    }

    private Process start(Map<String, String> environment, String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("chartside").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", jdk.getParent().toString());
        builder.environment().put("CALLS", calls.toString());
        builder.environment().put("PATH", path + ":" + System.getenv("PATH"));
        builder.environment().remove("CHARTSIDE_DATABASE_URL");
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static String end(Process process) throws IOException, InterruptedException {
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private List<String> called(String what) throws IOException {
        return Files.readAllLines(calls).stream()
                .filter(line -> line.contains(what))
                .toList();
    }

    /** Whoever is on the machine sees arguments; the environment is the owner's alone. */
    @Test
    void databaseUrl_reachesJavaThroughTheEnvironmentAlone() throws Exception {
        end(start("up", "--port", "8085", "--database-url", "postgresql://ada:secret@h/d", "--demo"));

        assertThat(called("command.Up --port 8085"))
                .singleElement()
                .asString()
                .endsWith("command.Up --port 8085 --demo CHARTSIDE_DATABASE_URL=postgresql://ada:secret@h/d");
        assertThat(called("secret"))
                .as("neither the build nor its first start learns of it")
                .hasSize(1);
    }

    @Test
    void databaseUrlOfTheEnvironment_isNotThatOfTheFirstStartOfABuild() throws Exception {
        end(start(Map.of("CHARTSIDE_DATABASE_URL", "postgresql://h/d"), "up", "--port", "8085"));

        assertThat(called("chartside.training=true")).singleElement().asString().endsWith("CHARTSIDE_DATABASE_URL=");
        assertThat(called("command.Up --port 8085"))
                .singleElement()
                .asString()
                .endsWith("CHARTSIDE_DATABASE_URL=postgresql://h/d");
    }

    @Test
    void aSecondCommand_waitsForTheBuildOfTheFirst_andBuildsNothing() throws Exception {
        assumeThat(onPath("flock"))
                .as("without flock commands do not wait for one another")
                .isTrue();
        Path begun = fifo("begun");
        Path goOn = fifo("go-on");
        program(path.resolve("mvn"), "echo maven >>\"$CALLS\"; echo >'" + begun + "'; read -r line <'" + goOn + "'");
        Process first = start("token");
        Files.readAllBytes(begun);
        Process second = start("token");
        BufferedReader said = second.errorReader();

        assertThat(said.readLine()).isEqualTo("chartside: waiting for another command that builds here");
        assertThat(called("TokenCommand")).isEmpty();
        Files.writeString(goOn, "\n");

        assertThat(end(first)).doesNotContain("waiting");
        assertThat(said.readLine()).isNull();
        assertThat(second.waitFor()).isZero();
        assertThat(called("maven")).hasSize(1);
        assertThat(called("TokenCommand")).hasSize(2);
    }

    /** The program that a command becomes holds up no build, however long it runs. */
    @Test
    void whatRuns_holdsNoLock() throws Exception {
        Path begun = fifo("begun");
        Path goOn = fifo("go-on");
        program(jdk.resolve("java"), """
                [ "$1" != -version ] || { echo 'openjdk version "17.0.1"' >&2; exit; }
                case "$*" in *training=true*) ;; *command.Up*) echo >'%s'; read -r line <'%s' ;; esac
                """.formatted(begun, goOn));
        Process up = start("up");
        Files.readAllBytes(begun);
        Files.delete(home.resolve("target/run/.built"));

        assertThat(end(start("token"))).doesNotContain("waiting");
        Files.writeString(goOn, "\n");
        end(up);
    }

    private Path fifo(String name) throws IOException, InterruptedException {
        Path fifo = home.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        return fifo;
    }

    private static boolean onPath(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("bash", "-c", "command -v " + program).start().waitFor() == 0;
    }

    @Test
    void databaseUrlWithoutAValue_isStillRefusedByTheProgram() throws Exception {
        end(start("up", "--database-url"));
        assertThat(called("command.Up --database-url CHARTSIDE")).hasSize(1);
    }
}
