package io.chartside.terminology.services;

import io.chartside.terminology.icd10cm.TerminologyException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

/**
 * Procedure-to-procedure edits of the National Correct Coding Initiative, as the Centers for Medicare and Medicaid Services
 * publish them for practitioners each quarter (text files, several million rows): tab separated, column 1 code, column 2
 * code, a mark for edits before 1996, effective date, deletion date ({@code *} for none), modifier indicator (0 none allowed,
 * 1 allowed, 9 not applicable), rationale. None is shipped. Kept as an index on disk, {@code {target}/ncci}.
 */
public final class PairEdits implements AutoCloseable {
    private static final String FOLDER = "ncci";
    private static final String PAIR = "pair";
    private static final String EDIT = "edit";
    private static final int MOST_OF_A_PAIR = 50;
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    private final FSDirectory directory;
    private final DirectoryReader reader;

    private PairEdits(FSDirectory directory, DirectoryReader reader) {
        this.directory = directory;
        this.reader = reader;
    }

    /**
     * One edit: column 2 is not paid beside column 1.
     *
     * @param modifierAllowed whether a modifier that tells the two apart sets it aside
     */
    public record Edit(String column1, String column2, boolean modifierAllowed) {}

    /** Empty when none was loaded. */
    public static Optional<PairEdits> open(Path target) throws TerminologyException {
        Path folder = target.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try {
            FSDirectory directory = FSDirectory.open(folder);
            return Optional.of(new PairEdits(directory, DirectoryReader.open(directory)));
        } catch (IOException | RuntimeException e) {
            throw new TerminologyException(folder + " is damaged: load the edits again", e);
        }
    }

    /** The edit between two codes, either way round, on a day of service. */
    public Optional<Edit> between(String one, String other, LocalDate day) {
        return find(one, other, day).or(() -> find(other, one, day));
    }

    private Optional<Edit> find(String column1, String column2, LocalDate day) {
        try {
            IndexSearcher searcher = new IndexSearcher(reader);
            for (ScoreDoc hit :
                    searcher.search(new TermQuery(new Term(PAIR, column1 + column2)), MOST_OF_A_PAIR).scoreDocs) {
                String[] edit =
                        searcher.storedFields().document(hit.doc).get(EDIT).split(" ");
                LocalDate from = LocalDate.parse(edit[0], DAY);
                boolean ended = edit[1].length() == 8 && day.isAfter(LocalDate.parse(edit[1], DAY));
                if (!day.isBefore(from) && !ended && !edit[2].equals("9")) {
                    return Optional.of(new Edit(column1, column2, edit[2].equals("1")));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the pair edits cannot be read", e);
        }
    }

    /**
     * Reads the files of one quarter and puts them in the place of what was there.
     *
     * @return number of rows
     * @throws TerminologyException when a row is of another form
     */
    public static int load(List<Path> files, Path target) throws TerminologyException {
        Path place = target.resolve(FOLDER);
        try {
            Files.createDirectories(target);
            Path building = Files.createTempDirectory(target, ".building-");
            try {
                int rows = 0;
                try (FSDirectory directory = FSDirectory.open(building);
                        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(new KeywordAnalyzer()))) {
                    for (Path file : files) {
                        rows += index(file, writer);
                    }
                }
                if (rows == 0) {
                    throw new TerminologyException(files.get(0).getFileName() + " has no edits");
                }
                delete(place);
                Files.move(building, place, StandardCopyOption.ATOMIC_MOVE);
                return rows;
            } finally {
                delete(building);
            }
        } catch (IOException e) {
            throw new TerminologyException(place + " cannot be written", e);
        }
    }

    private static int index(Path file, IndexWriter writer) throws IOException, TerminologyException {
        int rows = 0;
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String[] row = line.split("\t", -1);
                boolean edit = row.length >= 6 && row[0].strip().matches("[A-Z0-9]{5}");
                if (edit) {
                    writer.addDocument(document(row));
                    rows++;
                } else if (rows > 0 && !line.isBlank()) {
                    throw new TerminologyException(file.getFileName() + " line " + number + " is no pair edit");
                }
            }
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new TerminologyException(file.getFileName() + " line " + number + " is no pair edit");
        }
        return rows;
    }

    private static Document document(String[] row) {
        String column2 = row[1].strip();
        String from = row[3].strip();
        String to = row[4].strip();
        String indicator = row[5].strip();
        LocalDate.parse(from, DAY);
        if (!column2.matches("[A-Z0-9]{5}") || !indicator.matches("[019]")) {
            throw new IllegalArgumentException("form");
        }
        if (!to.equals("*") && !to.isEmpty()) {
            LocalDate.parse(to, DAY);
        }
        Document out = new Document();
        out.add(new StringField(PAIR, row[0].strip() + column2, Field.Store.NO));
        out.add(new StoredField(EDIT, from + " " + (to.isEmpty() ? "*" : to) + " " + indicator));
        return out;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(files::add);
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
        directory.close();
    }
}
