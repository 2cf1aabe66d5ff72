package io.chartside.server.rest;

import ca.uhn.fhir.parser.IParserErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ScalarType;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ValueType;
import io.chartside.server.interaction.FhirRefusal.Issue;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what HAPI's parser meets that is against the specification, and lets it go on. HAPI's own messages repeat the
 * value, which may be a health record, so they are not passed on.
 */
final class ParseIssues implements IParserErrorHandler {
    private static final int MOST = 20;
    private final List<Issue> issues = new ArrayList<>();

    List<Issue> issues() {
        return issues;
    }

    @Override
    public void containedResourceWithNoId(IParseLocation location) {
        add("required", "A contained resource has no id", location, "contained");
    }

    @Override
    public void incorrectJsonType(
            IParseLocation location,
            String element,
            ValueType expected,
            ScalarType expectedScalar,
            ValueType found,
            ScalarType foundScalar) {
        add("structure", "The JSON type is not the one of this element", location, element);
    }

    @Override
    public void invalidValue(IParseLocation location, String value, String error) {
        add("value", "The value is not allowed here", location, "");
    }

    @Override
    public void missingRequiredElement(IParseLocation location, String element) {
        add("required", "The element " + element + " is required", location, element);
    }

    @Override
    public void unexpectedRepeatingElement(IParseLocation location, String element) {
        add("structure", "The element " + element + " stands once only", location, element);
    }

    @Override
    public void unknownAttribute(IParseLocation location, String attribute) {
        add("structure", "An attribute is not known", location, "");
    }

    @Override
    public void unknownElement(IParseLocation location, String element) {
        add("structure", "An element is not known", location, "");
    }

    @Override
    public void unknownReference(IParseLocation location, String reference) {
        add("value", "A reference is not understood", location, "");
    }

    @Override
    public void invalidInternalReference(IParseLocation location, String reference) {
        // A reference to "#x" without such a contained resource: R4 rule ref-1.
        add("value", "A reference to a contained resource meets none", location, "");
    }

    @Override
    public void extensionContainsValueAndNestedExtensions(IParseLocation location) {
        add("structure", "An extension has a value and extensions", location, "");
    }

    private void add(String code, String diagnostics, IParseLocation location, String element) {
        if (issues.size() < MOST) {
            String parent =
                    location == null || location.getParentElementName() == null ? "" : location.getParentElementName();
            issues.add(new Issue(
                    code, diagnostics, parent + (parent.isEmpty() || element.isEmpty() ? "" : ".") + element));
        }
    }
}
