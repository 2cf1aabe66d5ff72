package io.chartside.server.leakage;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Values of which the one of rank r is drawn in proportion to (r + offset)^-exponent. */
final class Zipf {
    private final List<String> values;
    private final double[] upTo;

    Zipf(List<String> values, double offset, double exponent) {
        this.values = List.copyOf(values);
        upTo = new double[values.size()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += Math.pow(i + 1 + offset, -exponent);
            upTo[i] = sum;
        }
    }

    String draw(Random random) {
        int place = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        return values.get(place < 0 ? -place - 1 : place);
    }
}
