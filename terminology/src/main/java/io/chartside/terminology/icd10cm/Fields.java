package io.chartside.terminology.icd10cm;

/** Names of the fields of the compiled form. */
final class Fields {
    static final String CODE = "code";
    static final String TITLE = "title";
    /** Title of a chapter or section, which no search looks at. */
    static final String HEADING = "heading";

    static final String BILLABLE = "billable";
    static final String PARENT = "parent";
    static final String TERMS = "terms";
    static final String EXCLUDES1 = "excludes1";
    static final String EXCLUDES2 = "excludes2";
    static final String CODE_FIRST = "code-first";
    static final String USE_ADDITIONAL = "use-additional";
    static final String SEVENTH = "seventh";
    static final String ORDER = "order";

    private Fields() {}
}
