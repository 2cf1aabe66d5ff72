package io.chartside.server.interaction;

import io.chartside.server.access.Caller;
import io.chartside.server.audit.AuthorizationAct;
import io.chartside.server.search.SearchRefused;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that is answered with an OperationOutcome (FHIR R4, http.html#3.1.0.4). Its message is for the client: it
 * names elements and parameters and never repeats a value, which may be a health record.
 */
public final class FhirRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final transient List<Issue> issues;
    private final transient Map<String, String> headers;
    private final transient Optional<AuthorizationAct> decision;

    /**
     * @param code issue-type code of the specification
     * @param expression FHIRPath of the element ({@code Patient.name[0]}), empty when no element is meant
     */
    public record Issue(String code, String diagnostics, String expression) {
        public Issue {
            Objects.requireNonNull(code);
            Objects.requireNonNull(diagnostics);
            Objects.requireNonNull(expression);
        }
    }

    private FhirRefusal(
            int status, List<Issue> issues, Map<String, String> headers, Optional<AuthorizationAct> decision) {
        super(issues.get(0).diagnostics(), null, false, false);
        this.status = status;
        this.issues = List.copyOf(issues);
        this.headers = Map.copyOf(headers);
        this.decision = decision;
    }

    public FhirRefusal(int status, List<Issue> issues) {
        this(status, issues, Map.of(), Optional.empty());
    }

    public FhirRefusal(int status, String code, String diagnostics) {
        this(status, List.of(new Issue(code, diagnostics, "")));
    }

    /** 400: parameters or conditions that the search cannot serve. */
    public static FhirRefusal of(SearchRefused refused) {
        return new FhirRefusal(400, refused.code(), refused.getMessage());
    }

    public int status() {
        return status;
    }

    public List<Issue> issues() {
        return issues;
    }

    /** Of the answer, when the refused request stands alone. */
    public Map<String, String> headers() {
        return headers;
    }

    public FhirRefusal withHeader(String name, String value) {
        return new FhirRefusal(status, issues, Map.of(name, value), decision);
    }

    /** The same refusal, which rests on a decision that is to be put on record. */
    public FhirRefusal decidedBy(AuthorizationAct act) {
        return new FhirRefusal(status, issues, headers, Optional.of(act));
    }

    /** For the record alone: the answer says nothing of it. */
    public Optional<AuthorizationAct> decision() {
        return decision;
    }

    /** The same refusal seen from the bundle it happened in: expressions are set below the entry's. */
    public FhirRefusal within(String path) {
        return new FhirRefusal(
                status,
                issues.stream()
                        .map(i -> new Issue(i.code(), i.diagnostics(), below(path, i.expression())))
                        .toList(),
                headers,
                decision);
    }

    /** The same refusal of a write that stands alone, so that its elements need no entry's path before them. */
    public FhirRefusal alone(String type) {
        return new FhirRefusal(
                status,
                issues.stream()
                        .map(i -> new Issue(i.code(), i.diagnostics(), withoutEntry(type, i.expression())))
                        .toList(),
                headers,
                decision);
    }

    private static String withoutEntry(String type, String expression) {
        String entry = "Bundle.entry[0]";
        if (!expression.startsWith(entry)) {
            return expression;
        }
        String resource = entry + ".resource.";
        if (!expression.startsWith(resource)) {
            return "";
        }
        String element = expression.substring(resource.length());
        // Of the types with a first element of this name only a FHIRPath Patch is written.
        return (element.startsWith("parameter[") ? "Parameters" : type) + "." + element;
    }

    private static String below(String path, String expression) {
        if (expression.isEmpty()) {
            return path;
        }
        int dot = expression.indexOf('.');
        return dot < 0 ? path + ".resource" : path + ".resource" + expression.substring(dot);
    }

    /** 400: cannot be understood. */
    public static FhirRefusal malformed(String diagnostics) {
        return new FhirRefusal(400, "invalid", diagnostics);
    }

    /** 422: understood, but against the rules of FHIR or of this server. */
    public static FhirRefusal invalid(String diagnostics, String expression) {
        return new FhirRefusal(422, List.of(new Issue("invalid", diagnostics, expression)));
    }

    /** 422 with code business-rule: a rule of this server forbids the change. */
    public static FhirRefusal againstRule(String diagnostics, String expression) {
        return new FhirRefusal(422, List.of(new Issue("business-rule", diagnostics, expression)));
    }

    public static FhirRefusal forbidden(String diagnostics) {
        return new FhirRefusal(403, "forbidden", diagnostics);
    }

    /**
     * 403 by who the caller is, whatever its scopes say: on record as a decision of its own (IHE BALP 1.1, AuthZconsent).
     *
     * @param rules what decided, in words: {@code role member}
     * @param reason of the answer and of the record
     */
    public static FhirRefusal forbiddenByRole(Caller caller, List<String> rules, String reason) {
        return forbidden(reason)
                .decidedBy(AuthorizationAct.onRequest(AuthorizationAct.Basis.ROLE, false, caller, rules, List.of())
                        .because(reason));
    }

    public static FhirRefusal notFound(String diagnostics) {
        return new FhirRefusal(404, "not-found", diagnostics);
    }

    public static FhirRefusal gone(String diagnostics) {
        return new FhirRefusal(410, "deleted", diagnostics);
    }

    public static FhirRefusal conflict(String diagnostics) {
        return new FhirRefusal(409, "conflict", diagnostics);
    }

    public static FhirRefusal preconditionFailed(String diagnostics) {
        return new FhirRefusal(412, "conflict", diagnostics);
    }

    public static FhirRefusal multipleMatches(String diagnostics) {
        return new FhirRefusal(412, "multiple-matches", diagnostics);
    }

    public static FhirRefusal notAllowed(String diagnostics) {
        return new FhirRefusal(405, "not-supported", diagnostics);
    }
}
