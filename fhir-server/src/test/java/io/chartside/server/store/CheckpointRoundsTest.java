package io.chartside.server.store;

import static io.chartside.server.store.TestCheckpoints.append;
import static io.chartside.server.store.TestCheckpoints.asSuperuser;
import static io.chartside.server.store.TestCheckpoints.cutOff;
import static io.chartside.server.store.TestCheckpoints.verified;
import static io.chartside.server.store.TestCheckpoints.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MA9: checkpoints of all tenants that were at work, under one signature (ADR 0053), hold each of them by itself. */
class CheckpointRoundsTest {
    private final List<TenantId> tenants =
            IntStream.range(0, 5).mapToObj(i -> TestStore.freshTenant()).toList();
    private final TenantId mine = tenants.get(2);

    @TempDir
    private Path folder;

    private AuditCheckpoints twoRounds() {
        AuditCheckpoints checkpoints = TestCheckpoints.process(folder);
        for (int round = 0; round < 2; round++) {
            tenants.forEach(TestCheckpoints::append);
            write(checkpoints, tenants.toArray(TenantId[]::new));
        }
        return checkpoints;
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private void change(UnaryOperator<List<String>> change) throws IOException {
        List<String> lines = change.apply(new ArrayList<>(Files.readAllLines(file())));
        Files.writeString(file(), String.join("\n", lines) + "\n");
    }

    private static int lineOf(List<String> lines, TenantId tenant, int round) {
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).startsWith(tenant + " "))
                .skip(round)
                .findFirst()
                .orElseThrow();
    }

    private static void assertWhole(AuditCheckpoints checkpoints, TenantId tenant) {
        AuditVerifier.Report report = verified(checkpoints, tenant);
        assertThat(report.isWhole()).as(report.toString()).isTrue();
    }

    private static void assertNamed(AuditCheckpoints checkpoints, TenantId tenant, String problem) {
        assertThat(verified(checkpoints, tenant).findings())
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void tenantsAtWork_shareOneSignature_andASuperusersChangeOfAnyIsNamed() throws IOException {
        AuditCheckpoints checkpoints = twoRounds();
        List<String> lines = Files.readAllLines(file());
        assertThat(lines).hasSize(2 * (1 + tenants.size()));
        assertThat(lines.stream().filter(line -> !line.contains(" "))).hasSize(2);
        tenants.forEach(tenant -> assertWhole(checkpoints, tenant));

        cutOff(tenants.get(0));
        asSuperuser(
                tenants.get(4),
                "update audit_event set event = set_byte(event, 20, get_byte(event, 20) # 1) where tenant = :tenant");

        assertThat(verified(checkpoints, tenants.get(0)).breaks()).isNotEmpty();
        assertThat(verified(checkpoints, tenants.get(4)).breaks()).isNotEmpty();
        tenants.subList(1, 4).forEach(tenant -> assertWhole(checkpoints, tenant));
    }

    @Test
    void checkpointWithTheProofOfAnotherTenant_isRefused() throws IOException {
        AuditCheckpoints checkpoints = twoRounds();
        change(lines -> {
            int own = lineOf(lines, mine, 1);
            String[] others = lines.get(lineOf(lines, tenants.get(3), 1)).split("[ .]", 3);
            String payload = lines.get(own).split("[ .]")[1];
            lines.set(own, mine + " " + payload + "." + others[2]);
            return lines;
        });
        assertNamed(checkpoints, mine, "is not of the round that was signed");
        assertWhole(checkpoints, tenants.get(3));
    }

    @Test
    void checkpointOfAnotherTenant_isNotMine_thoughItIsProved() throws IOException {
        AuditCheckpoints checkpoints = twoRounds();
        change(lines -> {
            lines.set(
                    lineOf(lines, mine, 1),
                    lines.get(lineOf(lines, tenants.get(3), 1)).replace(tenants.get(3) + " ", mine + " "));
            return lines;
        });
        assertNamed(checkpoints, mine, "is not of the round that was signed");
    }

    @Test
    void headWithoutASignature_orWithATenantsOwn_isRefused() throws IOException {
        AuditCheckpoints checkpoints = twoRounds();
        List<String> whole = Files.readAllLines(file());
        String head = whole.get(1 + tenants.size());
        RoundHead told = RoundHead.unverified(head).orElseThrow();
        String json = new String(Base64.getUrlDecoder().decode(head.split("\\.")[1]));
        ServerSignatures signatures = TestStore.bean(ServerSignatures.class);
        List<String> forged = List.of(
                head.substring(0, head.lastIndexOf('.') + 1),
                head.replaceFirst(".{10}$", "AAAAAAAAAA"),
                signatures.sign(mine, RoundHead.TYPE, json),
                signatures.sign(TenantId.STAFF, Checkpoint.TYPE, json));
        assertThat(told.size()).isEqualTo(tenants.size());
        for (String wrong : forged) {
            change(lines -> {
                lines.set(1 + tenants.size(), wrong);
                return lines;
            });
            assertNamed(checkpoints, mine, "is not what this server signed");
        }
        Files.writeString(file(), String.join("\n", whole) + "\n");
        assertWhole(checkpoints, mine);
    }

    @Test
    void roundOrLineThatWasTakenOut_isNamed() throws IOException {
        AuditCheckpoints checkpoints = twoRounds();
        List<String> whole = Files.readAllLines(file());

        change(lines -> lines.subList(1 + tenants.size(), lines.size()));
        assertNamed(checkpoints, mine, "line 1 of");

        Files.writeString(file(), String.join("\n", whole) + "\n");
        change(lines -> {
            lines.remove(lineOf(lines, mine, 0));
            return lines;
        });
        assertNamed(checkpoints, mine, "line of the round before is missing");
        assertNamed(checkpoints, tenants.get(0), "line of the round before is missing");

        Files.writeString(file(), String.join("\n", whole) + "\n");
        change(lines -> {
            lines.set(lineOf(lines, mine, 0), lines.get(lineOf(lines, tenants.get(3), 0)));
            return lines;
        });
        assertNamed(checkpoints, mine, "does not follow");
    }

    /** A crash in the midst of a round leaves lines out at its end, and part of one. */
    @Test
    void roundThatACrashCutOff_isBelievedAsFarAsItGoes() throws IOException {
        twoRounds();
        byte[] whole = Files.readAllBytes(file());
        for (int length : new int[] {whole.length - 1, whole.length - 40, whole.length / 2 + 30, 30, 0}) {
            Files.write(file(), Arrays.copyOf(whole, length));
            tenants.forEach(tenant -> assertWhole(TestCheckpoints.process(folder), tenant));
        }
        Files.write(file(), Arrays.copyOf(whole, whole.length - 40));
        AuditCheckpoints after = TestCheckpoints.process(folder);
        after.writeAtStart(tenants);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
        cutOff(mine);
        assertThat(verified(after, mine).breaks()).isNotEmpty();
    }

    /** Verifying goes on while the server writes: what is added meanwhile may be there in part. */
    @Test
    void lineThatIsAddedWhileTheFileIsRead_isNotTakenForADamagedOne() throws IOException {
        twoRounds();
        Path file = file();
        List<Integer> read = new ArrayList<>();
        RoundFiles.read(file, new RoundFiles.Lines() {
            @Override
            public boolean head(int number, String jws) {
                read.add(number);
                try {
                    Files.writeString(file, "half-of-a-head", StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return true;
            }

            @Override
            public void checkpoint(int number, String tenant, String proven) {
                read.add(number);
            }
        });
        assertThat(read).hasSize(2 * (1 + tenants.size()));
    }

    /** Years of files are not read whole: of older days the first round says enough, by its own signature. */
    @Test
    void filesOfOlderDays_countByTheirFirstRound() throws IOException {
        tenants.forEach(TestCheckpoints::append);
        for (String day : List.of("2026-11-01", "2026-11-02", "2026-11-03")) {
            AuditCheckpoints checkpoints =
                    TestCheckpoints.process(folder, Optional.empty(), new TestClock(Instant.parse(day + "T10:00:00Z")));
            write(checkpoints, tenants.toArray(TenantId[]::new));
            append(tenants.get(0));
            write(checkpoints, tenants.get(0));
        }
        AuditCheckpoints after = TestCheckpoints.process(folder);
        assertWhole(after, mine);
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.sorted().toList();
            Files.delete(all.get(2));
            Files.delete(all.get(1));
            Files.copy(all.get(0), folder.resolve("2026-11-03-00000000.checkpoints"));
            Files.copy(all.get(0), folder.resolve("2026-11-02-00000000.checkpoints"));
        }
        cutOff(mine);
        assertThat(verified(after, mine).breaks()).isNotEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            Path oldest = files.sorted().findFirst().orElseThrow();
            List<String> lines = new ArrayList<>(Files.readAllLines(oldest));
            lines.set(0, lines.get(0).replaceFirst(".{10}$", "AAAAAAAAAA"));
            Files.writeString(oldest, String.join("\n", lines) + "\n");
            assertThat(verified(after, mine).findings())
                    .singleElement()
                    .asString()
                    .contains("a head of " + oldest.getFileName());
        }
    }

    @Test
    void fileThatSomebodyElseChanged_isNotWrittenOn() throws IOException {
        AuditCheckpoints checkpoints = twoRounds();
        Files.writeString(file(), Files.readString(file()) + "something else\n");
        append(mine);
        write(checkpoints, mine);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
        assertNamed(checkpoints, mine, "is of no round");
    }

    @Test
    void checkpointsThatWereSignedOneByOne_stillCount() throws IOException {
        append(mine);
        ServerSignatures signatures = TestStore.bean(ServerSignatures.class);
        List<AuditLanes.Lane> lanes = TestStore.bean(Database.class).reading(mine, AuditChain::heads).stream()
                .filter(lane -> lane.seq() > 0)
                .toList();
        Checkpoint old = new Checkpoint(Instant.now().toString(), new byte[0], lanes, Checkpoint.root(lanes));
        Path file = folder.resolve(mine.value()).resolve("2026-11-05-0a0b0c0d.jws");
        Files.createDirectories(file.getParent());
        Files.writeString(file, signatures.sign(mine, Checkpoint.TYPE, old.json(mine)) + "\n");
        AuditCheckpoints checkpoints = TestCheckpoints.process(folder);
        append(mine);
        write(checkpoints, mine);
        assertWhole(checkpoints, mine);

        Files.delete(file());
        cutOff(mine);
        assertThat(verified(checkpoints, mine).breaks())
                .isNotEmpty()
                .allSatisfy(found -> assertThat(found.problem()).contains("missing"));
        Files.writeString(file, signatures.sign(tenants.get(0), Checkpoint.TYPE, old.json(mine)) + "\n");
        assertNamed(checkpoints, mine, "is not what this server signed");
    }

    @Test
    void elsewhere_bothFormsStandAlone_andAnothersIsRefused() {
        try (WriteOnceObjects objects = new WriteOnceObjects()) {
            AuditCheckpoints checkpoints = TestCheckpoints.process(folder, objects);
            tenants.forEach(TestCheckpoints::append);
            write(checkpoints, tenants.toArray(TenantId[]::new));
            checkpoints.sendUnsent();
            assertThat(objects.objects()).hasSize(tenants.size());
            tenants.forEach(tenant -> assertWhole(checkpoints, tenant));

            String path = "/checkpoints/" + mine + "/1.jws";
            byte[] own = objects.objects().get(path);
            objects.objects().put(path, objects.objects().get("/checkpoints/" + tenants.get(3) + "/1.jws"));
            assertNamed(checkpoints, mine, "checkpoint 1 elsewhere is not what this server signed");
            String[] parts = new String(own).split("\\.");
            objects.objects()
                    .put(path, String.join(".", List.of(parts).subList(0, 5)).getBytes());
            assertNamed(checkpoints, mine, "checkpoint 1 elsewhere is not what this server signed");

            List<AuditLanes.Lane> lanes = TestStore.bean(Database.class).reading(mine, AuditChain::heads).stream()
                    .filter(lane -> lane.seq() > 0)
                    .toList();
            Checkpoint old = new Checkpoint(Instant.now().toString(), new byte[0], lanes, Checkpoint.root(lanes));
            objects.objects()
                    .put(
                            path,
                            TestStore.bean(ServerSignatures.class)
                                    .sign(mine, Checkpoint.TYPE, old.json(mine))
                                    .getBytes());
            assertWhole(checkpoints, mine);
        }
    }
}
