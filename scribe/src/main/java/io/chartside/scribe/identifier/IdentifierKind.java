package io.chartside.scribe.identifier;

/** Groups of the 18 identifiers. Full-face images and biometric data are no words, and are never sent. */
public enum IdentifierKind {
    /** Names of anybody. */
    NAME,
    /** Geographic subdivisions smaller than a state: streets, cities, ZIP codes, named facilities. */
    PLACE,
    /** Elements of dates but the year. */
    DATE,
    /** Ages over 89. */
    AGE,
    /** Telephone and fax numbers. */
    PHONE,
    EMAIL,
    /** Numbers of records, plans, accounts, licences, vehicles, devices; any other number that is unique. */
    NUMBER,
    /** URLs, IP addresses, names at services. */
    WEB
}
