package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU that the server's process and the database's processes have used so far, in microseconds (proc(5), stat: utime and stime
 * in hundredths of a second).
 *
 * @param runtimeMicros what of the server's time the compiler and the collector of its virtual machine used; what a compiler
 *     thread used that has ended is not in it
 */
record CpuTime(long serverMicros, long databaseMicros, long runtimeMicros) {
    private static final long MICROS_PER_TICK = 10_000;
    private static final List<String> RUNTIME = List.of("C1 Compiler", "C2 Compiler", "G1 ", "GC Thread", "VM ");

    static CpuTime of(RunningChartside chartside) throws IOException {
        ProcessHandle postmaster = ProcessHandle.of(chartside.databaseProcessId())
                .orElseThrow(() -> new BenchFailed("the database does not run"));
        long database = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .mapToLong(process -> used(Path.of("/proc/" + process.pid())))
                .sum();
        Path server = Path.of("/proc/" + chartside.serverProcessId());
        return new CpuTime(used(server), database, runtime(server));
    }

    CpuTime since(CpuTime before) {
        return new CpuTime(
                serverMicros - before.serverMicros,
                databaseMicros - before.databaseMicros,
                runtimeMicros - before.runtimeMicros);
    }

    private static long runtime(Path process) throws IOException {
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            return threads.filter(CpuTime::isRuntime).mapToLong(CpuTime::used).sum();
        }
    }

    private static boolean isRuntime(Path thread) {
        try {
            String name = Files.readString(thread.resolve("comm"));
            return RUNTIME.stream().anyMatch(name::startsWith);
        } catch (IOException ended) {
            return false;
        }
    }

    /** @param process folder of a process or of a thread in /proc */
    private static long used(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
        } catch (NoSuchFileException e) {
            return 0; // A backend that ended meanwhile.
        } catch (IOException e) {
            throw new BenchFailed("cannot read the CPU time of process " + process.getFileName());
        }
    }
}
