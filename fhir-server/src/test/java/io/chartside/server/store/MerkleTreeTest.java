package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against the reference values of Certificate Transparency, and every proof of every small tree. */
class MerkleTreeTest {
    private static final List<String> ENTRIES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void heads_areThoseOfTheReference() {
        List<byte[]> leaves = ENTRIES.stream()
                .map(entry -> MerkleTree.leaf(HexFormat.of().parseHex(entry)))
                .toList();
        for (int n = 0; n < ROOTS.size(); n++) {
            assertThat(HexFormat.of().formatHex(MerkleTree.root(leaves.subList(0, n))))
                    .as(n + " entries")
                    .isEqualTo(ROOTS.get(n));
        }
    }

    @Test
    void proofs_leadToTheHeadFromTheirOwnPlaceAlone() {
        for (int size = 1; size <= 40; size++) {
            List<byte[]> leaves = IntStream.range(0, size)
                    .mapToObj(i ->
                            MerkleTree.leaf(ByteBuffer.allocate(4).putInt(i).array()))
                    .toList();
            byte[] root = MerkleTree.root(leaves);
            List<List<byte[]>> paths = MerkleTree.paths(leaves);
            for (int i = 0; i < size; i++) {
                assertThat(MerkleTree.rootOf(leaves.get(i), paths.get(i), i, size))
                        .isEqualTo(root);
                for (int other = 0; other < size; other++) {
                    assertThat(other != i && leadsTo(root, leaves.get(i), paths.get(i), other, size))
                            .as(i + " at " + other + " of " + size)
                            .isFalse();
                }
            }
        }
    }

    private static boolean leadsTo(byte[] root, byte[] leaf, List<byte[]> path, int index, int size) {
        try {
            return Arrays.equals(root, MerkleTree.rootOf(leaf, path, index, size));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void proofOfAnotherLength_isRefused() {
        List<byte[]> leaves = Stream.of("a", "b", "c")
                .map(text -> MerkleTree.leaf(text.getBytes()))
                .toList();
        List<byte[]> path = MerkleTree.paths(leaves).get(1);
        List<byte[]> longer = new ArrayList<>(path);
        longer.add(leaves.get(0));
        for (List<byte[]> wrong : List.of(List.<byte[]>of(), path.subList(0, 1), longer)) {
            assertThatThrownBy(() -> MerkleTree.rootOf(leaves.get(1), wrong, 1, 3))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (int index : new int[] {-1, 3}) {
            assertThatThrownBy(() -> MerkleTree.rootOf(leaves.get(1), path, index, 3))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
