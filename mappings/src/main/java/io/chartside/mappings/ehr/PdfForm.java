package io.chartside.mappings.ehr;

import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * The note as PDF 1.7, tagged for reading aloud (PDF/UA-1), its text to be searched and copied, its font embedded. Nothing is
 * fetched, from nowhere.
 */
final class PdfForm {
    /** Latin, Greek and Cyrillic and what goes with them; PDFBox brings it along. */
    private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    private static final String STYLE = """
            @page { size: letter; margin: 20mm; @bottom-center { content: counter(page) " / " counter(pages); \
            font-family: Body; font-size: 9pt; } }
            body { font-family: Body; font-size: 10.5pt; line-height: 1.35; }
            h1 { font-size: 15pt; font-weight: normal; }
            h2 { font-size: 12pt; font-weight: normal; border-bottom: 0.5pt solid #777; page-break-after: avoid; }
            """;

    static {
        // It reports each style sheet and font on the standard error stream; a note that cannot be made is thrown.
        XRLog.setLoggingEnabled(false);
    }

    private PdfForm() {}

    static byte[] of(NoteContent note) {
        String page = XhtmlForm.of(note, STYLE);
        Signs.requireAll(page);
        ByteArrayOutputStream pdf = new ByteArrayOutputStream(64 << 10);
        try {
            PdfRendererBuilder builder = new PdfRendererBuilder();
            builder.useFastMode();
            builder.usePdfUaAccessibility(true);
            builder.usePdfVersion(1.7f);
            builder.useFont(PdfForm::font, "Body");
            builder.useUriResolver((base, address) -> null);
            builder.withHtmlContent(page, null);
            builder.withProducer("Chartside");
            builder.toStream(pdf);
            builder.run();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return pdf.toByteArray();
    }

    private static InputStream font() {
        return PdfForm.class.getResourceAsStream(FONT);
    }

    /** The font's own signs, read once when the first PDF is made. */
    private static final class Signs {
        private static final CmapLookup KNOWN = read();

        static void requireAll(String page) {
            page.codePoints()
                    .filter(character -> character >= ' ' && KNOWN.getGlyphId(character) == 0)
                    .findFirst()
                    .ifPresent(character -> {
                        throw new UnprintableNoteException(character);
                    });
        }

        private static CmapLookup read() {
            try (InputStream file = font();
                    TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(file))) {
                return font.getUnicodeCmapLookup();
            } catch (IOException damaged) {
                throw new UncheckedIOException(damaged);
            }
        }
    }
}
