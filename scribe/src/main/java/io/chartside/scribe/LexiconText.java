package io.chartside.scribe;

/** Gives the engine the text files it ships with. The engine does no I/O of its own, so the caller reads them. */
@FunctionalInterface
public interface LexiconText {

    /**
     * @param name path below {@code io/chartside/scribe/} in the module's resources, such as {@code lexicon/problems.tsv}
     * @return the whole text
     */
    String read(String name);
}
