package io.chartside.terminology.icd10cm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;

/**
 * Compiles the official files of one release into {@code {target}/icd10cm/{version}}, so that opening is quick. Written
 * beside its place first and moved there whole: a load that fails leaves what was there.
 */
public final class TerminologyLoader {
    static final String FOLDER = "icd10cm";

    /** Share of the tabular list's codes that may be missing from the order file before the two are called strangers. */
    private static final double TOLERANCE = 0.01;

    private TerminologyLoader() {}

    /** Loads as the fiscal year that the tabular list names. */
    public static Loaded load(Path order, Path tabular, Path target) throws TerminologyException {
        return load(order, tabular, target, null);
    }

    /**
     * @param version {@code FY2026} or {@code FY2026-04}; null for the tabular list's own year
     * @throws TerminologyException when a file is damaged, the two do not belong together, or the version is another one
     */
    public static Loaded load(Path order, Path tabular, Path target, String version) throws TerminologyException {
        List<IcdOrderFile.Row> rows = IcdOrderFile.read(order);
        IcdTabular list = IcdTabular.read(tabular);
        FiscalYear year = version == null ? new FiscalYear(list.year(), false) : FiscalYear.parse(version);
        if (year.year() != list.year()) {
            throw new TerminologyException(tabular.getFileName() + " is of FY" + list.year() + ", not " + year.label());
        }
        Set<String> codes = new HashSet<>();
        rows.forEach(r -> codes.add(r.code()));
        checkTogether(codes, list, order, tabular);
        Path folder = target.resolve(FOLDER);
        Path place = folder.resolve(year.label());
        try {
            Files.createDirectories(folder);
            Path building = Files.createTempDirectory(folder, ".building-");
            try {
                write(rows, codes, list, building);
                replace(building, place);
            } finally {
                delete(building);
            }
        } catch (IOException e) {
            throw new TerminologyException(place + " cannot be written", e);
        }
        int billable = (int) rows.stream().filter(IcdOrderFile.Row::billable).count();
        return new Loaded(year.label(), rows.size(), billable, place);
    }

    private static void checkTogether(Set<String> codes, IcdTabular list, Path order, Path tabular)
            throws TerminologyException {
        List<String> missing = list.headings().keySet().stream()
                .filter(TerminologyLoader::isCode)
                .filter(c -> !codes.contains(c))
                .toList();
        long all = list.headings().keySet().stream()
                .filter(TerminologyLoader::isCode)
                .count();
        long categories = codes.stream().filter(c -> c.length() == 3).count();
        long known = codes.stream()
                .filter(c -> c.length() == 3 && list.headings().containsKey(c))
                .count();
        if (missing.size() > all * TOLERANCE || known < categories * (1 - TOLERANCE)) {
            String example = missing.isEmpty() ? "" : ", such as " + missing.get(0);
            throw new TerminologyException(order.getFileName() + " and " + tabular.getFileName()
                    + " are not of the same release: " + missing.size() + " codes differ" + example);
        }
    }

    private static boolean isCode(String heading) {
        return heading.matches("[A-Z]\\d[0-9A-Z](\\.[0-9A-Z]{1,4})?");
    }

    private static void write(List<IcdOrderFile.Row> rows, Set<String> codes, IcdTabular list, Path building)
            throws IOException {
        try (FSDirectory directory = FSDirectory.open(building);
                EnglishAnalyzer analyzer = new EnglishAnalyzer();
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            int order = 0;
            for (IcdOrderFile.Row row : rows) {
                IcdNotes notes = list.headings().get(row.code());
                writer.addDocument(document(row, parent(row.code(), codes, list), notes, order++));
            }
            for (IcdNotes heading : list.headings().values()) {
                if (!codes.contains(heading.code()) && !isCode(heading.code())) {
                    writer.addDocument(heading(heading));
                }
            }
            writer.forceMerge(1);
        }
    }

    private static Document document(IcdOrderFile.Row row, String parent, IcdNotes notes, int order) {
        Document out = new Document();
        out.add(new StringField(Fields.CODE, row.code(), Field.Store.YES));
        out.add(new TextField(Fields.TITLE, row.title(), Field.Store.YES));
        out.add(new StringField(Fields.BILLABLE, row.billable() ? "1" : "0", Field.Store.YES));
        out.add(new StringField(Fields.PARENT, parent, Field.Store.YES));
        out.add(new NumericDocValuesField(Fields.ORDER, order));
        if (notes != null) {
            addNotes(out, notes);
        }
        return out;
    }

    /** Chapters and sections are kept for the notes they pass on to the codes below; no search finds them. */
    private static Document heading(IcdNotes notes) {
        Document out = new Document();
        out.add(new StringField(Fields.CODE, notes.code(), Field.Store.YES));
        out.add(new StoredField(Fields.HEADING, notes.title()));
        out.add(new StringField(Fields.BILLABLE, "0", Field.Store.YES));
        out.add(new StringField(Fields.PARENT, notes.parent(), Field.Store.YES));
        out.add(new NumericDocValuesField(Fields.ORDER, Integer.MAX_VALUE));
        notes.excludes1().forEach(n -> out.add(new StoredField(Fields.EXCLUDES1, n)));
        notes.excludes2().forEach(n -> out.add(new StoredField(Fields.EXCLUDES2, n)));
        return out;
    }

    private static void addNotes(Document out, IcdNotes notes) {
        notes.inclusionTerms().forEach(n -> out.add(new TextField(Fields.TERMS, n, Field.Store.YES)));
        notes.excludes1().forEach(n -> out.add(new StoredField(Fields.EXCLUDES1, n)));
        notes.excludes2().forEach(n -> out.add(new StoredField(Fields.EXCLUDES2, n)));
        notes.codeFirst().forEach(n -> out.add(new StoredField(Fields.CODE_FIRST, n)));
        notes.useAdditional().forEach(n -> out.add(new StoredField(Fields.USE_ADDITIONAL, n)));
        notes.sevenCharacters().forEach((c, n) -> out.add(new StoredField(Fields.SEVENTH, c + n)));
    }

    /**
     * The heading that a code stands below: the tabular list's own, or for a code with a seventh character the code
     * without it and without its placeholders ({@code S83.91XA} below {@code S83.91}).
     */
    static String parent(String code, Set<String> codes, IcdTabular list) {
        IcdNotes notes = list.headings().get(code);
        if (notes != null) {
            return notes.parent();
        }
        for (int end = code.length() - 1; end >= 3; end--) {
            String head = code.substring(0, end);
            if (!head.endsWith(".") && codes.contains(head)) {
                return head;
            }
        }
        return "";
    }

    private static void replace(Path building, Path place) throws IOException {
        Path old = place.resolveSibling("." + place.getFileName() + "-old");
        delete(old);
        if (Files.exists(place)) {
            Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(building, place, StandardCopyOption.ATOMIC_MOVE);
        delete(old);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path p : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        }
    }

    /** What was loaded: version, number of rows, number of billable codes, and where. */
    public record Loaded(String version, int rows, int billable, Path place) {}
}
