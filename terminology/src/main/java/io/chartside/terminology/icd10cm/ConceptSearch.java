package io.chartside.terminology.icd10cm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Words as a query over titles and inclusion terms; something that looks like a code, as the codes below it. */
final class ConceptSearch {
    private static final int MOST_WORDS = 32;
    private static final float TITLE_COUNTS = 1.5f;
    private static final float ALL_WORDS_COUNT = 6f;

    private ConceptSearch() {}

    /** Empty when nothing is left to search for. */
    static Optional<Query> query(String words) {
        String code = words.strip().toUpperCase(Locale.ROOT);
        if (code.matches("[A-Z]\\d[0-9A-Z](\\.?[0-9A-Z]{0,4})?")) {
            String dotted = IcdOrderFile.dotted(code.endsWith(".") ? code.substring(0, 3) : code);
            return Optional.of(new PrefixQuery(new Term(Fields.CODE, dotted)));
        }
        Set<String> terms = terms(words);
        if (terms.isEmpty()) {
            return Optional.empty();
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (String term : terms) {
            Query title = new TermQuery(new Term(Fields.TITLE, term));
            Query inclusion = new TermQuery(new Term(Fields.TERMS, term));
            any.add(new BoostQuery(title, TITLE_COUNTS), BooleanClause.Occur.SHOULD);
            any.add(inclusion, BooleanClause.Occur.SHOULD);
            BooleanQuery either = new BooleanQuery.Builder()
                    .add(title, BooleanClause.Occur.SHOULD)
                    .add(inclusion, BooleanClause.Occur.SHOULD)
                    .build();
            all.add(either, BooleanClause.Occur.MUST);
        }
        any.add(new BoostQuery(new ConstantScoreQuery(all.build()), ALL_WORDS_COUNT), BooleanClause.Occur.SHOULD);
        return Optional.of(any.build());
    }

    /** All words, each the beginning of a word of the title, or of the code. Titles are indexed by stem, so by that as well. */
    static Query beginnings(List<String> words) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(
                NumericDocValuesField.newSlowRangeQuery(Fields.ORDER, 0, Integer.MAX_VALUE - 1L),
                BooleanClause.Occur.FILTER);
        for (String word : words.subList(0, Math.min(words.size(), MOST_WORDS))) {
            BooleanQuery.Builder any = new BooleanQuery.Builder();
            any.add(new PrefixQuery(new Term(Fields.TITLE, word)), BooleanClause.Occur.SHOULD);
            terms(word)
                    .forEach(stem -> any.add(new TermQuery(new Term(Fields.TITLE, stem)), BooleanClause.Occur.SHOULD));
            any.add(new PrefixQuery(new Term(Fields.CODE, word.toUpperCase(Locale.ROOT))), BooleanClause.Occur.SHOULD);
            all.add(any.build(), BooleanClause.Occur.FILTER);
        }
        return all.build();
    }

    private static Set<String> terms(String words) {
        Set<String> out = new LinkedHashSet<>();
        try (EnglishAnalyzer analyzer = new EnglishAnalyzer();
                TokenStream stream = analyzer.tokenStream(Fields.TITLE, words)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken() && out.size() < MOST_WORDS) {
                out.add(term.toString());
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }
}
