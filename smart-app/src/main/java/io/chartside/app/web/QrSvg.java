package io.chartside.app.web;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import io.chartside.app.words.Texts;
import org.springframework.web.util.HtmlUtils;

/** An address as a QR code (ISO/IEC 18004), drawn as SVG without any style of its own. */
final class QrSvg {
    /** Modules of white around the code that readers need. */
    private static final int BORDER = 4;

    private QrSvg() {}

    static String of(String address) {
        ByteMatrix code = matrix(address);
        StringBuilder modules = new StringBuilder();
        for (int y = 0; y < code.getHeight(); y++) {
            for (int x = 0; x < code.getWidth(); x++) {
                if (code.get(x, y) == 1) {
                    modules.append('M')
                            .append(x + BORDER)
                            .append(',')
                            .append(y + BORDER)
                            .append("h1v1h-1z");
                }
            }
        }
        int side = code.getWidth() + 2 * BORDER;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side
                + "\" role=\"img\" aria-label=\"" + HtmlUtils.htmlEscape(Texts.of("companion.qr-code"))
                + "\"><rect width=\"" + side + "\" height=\""
                + side + "\" fill=\"#ffffff\"/><path fill=\"#000000\" d=\"" + modules + "\"/></svg>";
    }

    private static ByteMatrix matrix(String address) {
        try {
            return Encoder.encode(address, ErrorCorrectionLevel.M).getMatrix();
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("the address is too long for a QR code", tooLong);
        }
    }
}
