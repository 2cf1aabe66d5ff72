package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrSvgTest {
    private static final int SCALE = 4;

    @Test
    void whatACameraReads_isTheAddress() throws Exception {
        String address = "https://app.clinic.example/companion#AbCdEfGhIjKlMnOpQrStUvWxYz012345";
        assertThat(read(QrSvg.of(address))).isEqualTo(address);
    }

    /** Paints the squares of the drawing, and nothing else of it. */
    private static String read(String svg) throws Exception {
        Matcher box = Pattern.compile("viewBox=\"0 0 ([0-9]+) ").matcher(svg);
        assertThat(box.find()).isTrue();
        int side = Integer.parseInt(box.group(1)) * SCALE;
        int[] pixels = new int[side * side];
        Arrays.fill(pixels, 0xffffff);
        Matcher module = Pattern.compile("M([0-9]+),([0-9]+)h1v1h-1z").matcher(svg);
        while (module.find()) {
            for (int i = 0; i < SCALE * SCALE; i++) {
                int x = Integer.parseInt(module.group(1)) * SCALE + i % SCALE;
                int y = Integer.parseInt(module.group(2)) * SCALE + i / SCALE;
                pixels[y * side + x] = 0;
            }
        }
        BinaryBitmap picture = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(side, side, pixels)));
        return new QRCodeReader().decode(picture).getText();
    }
}
