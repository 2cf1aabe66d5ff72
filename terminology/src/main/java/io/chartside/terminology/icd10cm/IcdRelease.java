package io.chartside.terminology.icd10cm;

import io.chartside.terminology.CodeCatalog;
import io.chartside.terminology.Concept;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

/** One compiled release, read where the loader put it. Safe for many threads at once. */
public final class IcdRelease implements CodeCatalog, AutoCloseable {
    private static final Sort IN_ORDER = new Sort(new SortField(Fields.ORDER, SortField.Type.INT));
    private static final int MOST_CHILDREN = 1000;

    private final FiscalYear year;
    private final FSDirectory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    private IcdRelease(FiscalYear year, FSDirectory directory, DirectoryReader reader) {
        this.year = year;
        this.directory = directory;
        this.reader = reader;
        searcher = new IndexSearcher(reader);
    }

    static IcdRelease open(Path place) throws TerminologyException {
        FiscalYear year = FiscalYear.parse(place.getFileName().toString());
        try {
            if (!Files.isDirectory(place)) {
                throw new TerminologyException(place + " is not a folder");
            }
            FSDirectory directory = FSDirectory.open(place);
            try {
                return new IcdRelease(year, directory, DirectoryReader.open(directory));
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            throw new TerminologyException(place + " is damaged: load the release again", e);
        }
    }

    FiscalYear year() {
        return year;
    }

    @Override
    public String version() {
        return year.label();
    }

    @Override
    public Optional<Concept> find(String code) {
        return document(code).map(IcdRelease::concept);
    }

    /** Everything that the release says about a code or heading. */
    public Optional<IcdNotes> notes(String code) {
        return document(code).map(IcdRelease::notes);
    }

    @Override
    public List<Concept> search(String words, int limit) {
        if (limit < 1 || limit > 100) {
            throw new IllegalArgumentException("limit is 1 to 100");
        }
        return ConceptSearch.query(words).map(q -> concepts(q, limit, null)).orElse(List.of());
    }

    @Override
    public List<Concept> children(String code) {
        return concepts(new TermQuery(new Term(Fields.PARENT, normal(code))), MOST_CHILDREN, IN_ORDER);
    }

    /**
     * How many codes have all the words, each as the beginning of a word of the title or of the code.
     *
     * @param words in lower case; none for all codes
     */
    public int count(List<String> words) {
        try {
            return searcher.count(ConceptSearch.beginnings(words));
        } catch (IOException e) {
            throw new UncheckedIOException("the " + version() + " codes cannot be read", e);
        }
    }

    /** Those that {@link #count} counts, in the order of the release. */
    public List<Concept> page(List<String> words, int offset, int limit) {
        if (offset < 0 || limit < 0) {
            throw new IllegalArgumentException("offset and limit are not negative");
        }
        int end = (int) Math.min((long) offset + limit, reader.maxDoc());
        if (offset >= end) {
            return List.of();
        }
        try {
            ScoreDoc[] hits = searcher.search(ConceptSearch.beginnings(words), end, IN_ORDER).scoreDocs;
            List<Concept> out = new ArrayList<>(Math.max(0, hits.length - offset));
            for (int i = offset; i < hits.length; i++) {
                out.add(concept(searcher.storedFields().document(hits[i].doc)));
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException("the " + version() + " codes cannot be read", e);
        }
    }

    @Override
    public boolean excludes(String code, String other) {
        return forbids(code, other) || forbids(other, code);
    }

    /** The Excludes1 notes of a code and of every heading above it. */
    private boolean forbids(String code, String other) {
        String at = normal(code);
        String target = normal(other);
        while (!at.isEmpty()) {
            Optional<Document> heading = document(at);
            if (heading.isEmpty()) {
                return false;
            }
            List<String> notes = List.of(heading.get().getValues(Fields.EXCLUDES1));
            if (CodeReferences.of(notes).stream().anyMatch(r -> r.covers(target))) {
                return true;
            }
            at = heading.get().get(Fields.PARENT);
        }
        return false;
    }

    @Override
    public List<String> codeFirst(String code) {
        return above(code, Fields.CODE_FIRST);
    }

    @Override
    public boolean isCodedFirst(String other, String code) {
        String cause = normal(other);
        return CodeReferences.of(codeFirst(code)).stream().anyMatch(r -> r.covers(cause));
    }

    @Override
    public List<String> useAdditional(String code) {
        return above(code, Fields.USE_ADDITIONAL);
    }

    private List<String> above(String code, String field) {
        List<String> notes = new ArrayList<>();
        Optional<Document> at = document(code);
        while (at.isPresent()) {
            notes.addAll(List.of(at.get().getValues(field)));
            String parent = at.get().get(Fields.PARENT);
            at = parent.isEmpty() ? Optional.empty() : document(parent);
        }
        return notes;
    }

    private Optional<Document> document(String code) {
        try {
            ScoreDoc[] hits = searcher.search(new TermQuery(new Term(Fields.CODE, normal(code))), 1).scoreDocs;
            return hits.length == 0
                    ? Optional.empty()
                    : Optional.of(searcher.storedFields().document(hits[0].doc));
        } catch (IOException e) {
            throw new UncheckedIOException("the " + version() + " codes cannot be read", e);
        }
    }

    private List<Concept> concepts(Query query, int limit, Sort sort) {
        try {
            ScoreDoc[] hits = sort == null
                    ? searcher.search(query, limit).scoreDocs
                    : searcher.search(query, limit, sort).scoreDocs;
            List<Concept> out = new ArrayList<>(hits.length);
            for (ScoreDoc hit : hits) {
                out.add(concept(searcher.storedFields().document(hit.doc)));
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException("the " + version() + " codes cannot be read", e);
        }
    }

    private static String normal(String code) {
        String trimmed = code.strip();
        return trimmed.matches("[A-Za-z]\\d[0-9A-Za-z.]*")
                ? IcdOrderFile.dotted(trimmed.toUpperCase(Locale.ROOT))
                : trimmed;
    }

    private static Concept concept(Document d) {
        return new Concept(d.get(Fields.CODE), title(d), "1".equals(d.get(Fields.BILLABLE)));
    }

    private static String title(Document d) {
        String title = d.get(Fields.TITLE);
        return title == null ? d.get(Fields.HEADING) : title;
    }

    private static IcdNotes notes(Document d) {
        Map<Character, String> seven = new TreeMap<>();
        for (String value : d.getValues(Fields.SEVENTH)) {
            seven.put(value.charAt(0), value.substring(1));
        }
        return new IcdNotes(
                d.get(Fields.CODE),
                title(d),
                d.get(Fields.PARENT),
                List.of(d.getValues(Fields.TERMS)),
                List.of(d.getValues(Fields.EXCLUDES1)),
                List.of(d.getValues(Fields.EXCLUDES2)),
                List.of(d.getValues(Fields.CODE_FIRST)),
                List.of(d.getValues(Fields.USE_ADDITIONAL)),
                seven);
    }

    @Override
    public void close() throws IOException {
        reader.close();
        directory.close();
    }
}
