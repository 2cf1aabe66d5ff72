package io.chartside.server.command.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WorkspaceTest {

    @Test
    void close_endsWhatRuns_andRemovesTheFolder() throws Exception {
        Workspace workspace = Workspace.open(Path.of(".."));
        Process process = workspace.start(new ProcessBuilder("sleep", "600"));
        Files.writeString(workspace.dir().resolve("left"), "over");
        workspace.close();
        assertThat(process.isAlive()).isFalse();
        assertThat(workspace.dir()).doesNotExist();
    }

    /** A signal may come between two steps of the measurement. */
    @Test
    void afterClose_nothingIsStarted() throws Exception {
        Workspace workspace = Workspace.open(Path.of(".."));
        workspace.close();
        assertThatThrownBy(() -> workspace.start(new ProcessBuilder("sleep", "600")))
                .isInstanceOf(BenchFailed.class);
    }

    @Test
    void signal_endsWhatRuns() throws Exception {
        Process bench = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Sleeping.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long child = Long.parseLong(bench.inputReader().readLine());
        ProcessHandle sleeping = ProcessHandle.of(child).orElseThrow();
        assertThat(sleeping.isAlive()).isTrue();
        bench.destroy();
        bench.waitFor();
        assertThat(sleeping.isAlive()).isFalse();
    }

    /** A bench in the middle of a measurement: prints the process that it has started. */
    static final class Sleeping {
        public static void main(String[] arguments) throws Exception {
            Process process = Workspace.open(Path.of("..")).start(new ProcessBuilder("sleep", "600"));
            System.out.println(process.pid());
            process.waitFor();
        }
    }
}
