package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * CPU that the server's process and the database's processes have used so far, in microseconds (proc(5), stat: utime and stime
 * in hundredths of a second).
 */
record CpuTime(long serverMicros, long databaseMicros) {
    private static final long MICROS_PER_TICK = 10_000;

    static CpuTime of(RunningChartside chartside) throws IOException {
        ProcessHandle postmaster = ProcessHandle.of(chartside.databaseProcessId())
                .orElseThrow(() -> new BenchFailed("the database does not run"));
        long database = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .mapToLong(process -> used(process.pid()))
                .sum();
        return new CpuTime(used(chartside.serverProcessId()), database);
    }

    CpuTime since(CpuTime before) {
        return new CpuTime(serverMicros - before.serverMicros, databaseMicros - before.databaseMicros);
    }

    private static long used(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
        } catch (NoSuchFileException e) {
            return 0; // A backend that ended meanwhile.
        } catch (IOException e) {
            throw new BenchFailed("cannot read the CPU time of process " + pid);
        }
    }
}
