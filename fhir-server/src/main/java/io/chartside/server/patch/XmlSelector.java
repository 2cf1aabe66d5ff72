package io.chartside.server.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The selectors of RFC 5261, section 4.1, without its functions: steps from parent to child, narrowed by position or by
 * equality. A selector looks at the children on its way alone, so that it costs what they are. Names without a prefix are in
 * the default namespace of the patch (section 4.2.2).
 */
final class XmlSelector {
    private static final int LONGEST = 512;
    private static final String NAME = "[A-Za-z_][\\w.-]*";
    private static final String QNAME = "(?:" + NAME + ":)?" + NAME;
    private static final String VALUE = "(?:'[^'\\[\\]]*'|\"[^\"\\[\\]]*\")";
    private static final Pattern PREDICATE = Pattern.compile(
            "\\[(?:(\\d{1,6})|(@" + NAME + "|" + QNAME + "(?:/@" + NAME + ")?|\\.)=(" + VALUE + "))\\]");
    private static final Pattern STEP =
            Pattern.compile("(?:(@" + NAME + ")|(text\\(\\))|(\\*|" + QNAME + "))((?:" + PREDICATE.pattern() + ")*)");
    private static final Pattern PATH = Pattern.compile("/?" + unnamed(STEP) + "(?:/" + unnamed(STEP) + ")*+");

    private static String unnamed(Pattern pattern) {
        return "(?:" + pattern.pattern().replaceAll("(?<!\\\\)\\((?!\\?)", "(?:") + ")";
    }

    static boolean isUnderstood(String selector) {
        return selector.length() <= LONGEST && PATH.matcher(selector).matches();
    }

    /** @param operation with the selector, and the prefixes that it uses in scope */
    List<Node> select(Document document, Element operation) {
        List<Node> at = List.of(document);
        Matcher steps = STEP.matcher(operation.getAttribute("sel"));
        while (steps.find()) {
            List<Node> next = new ArrayList<>();
            for (Node node : at) {
                next.addAll(narrowed(step(node, steps, operation), steps.group(4), operation));
            }
            at = next;
        }
        return at;
    }

    private static List<Node> step(Node node, Matcher step, Element scope) {
        List<Node> found = new ArrayList<>();
        if (step.group(1) != null) {
            if (node instanceof Element element
                    && element.hasAttribute(step.group(1).substring(1))) {
                found.add(element.getAttributeNode(step.group(1).substring(1)));
            }
            return found;
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            boolean fits = step.group(2) != null
                    ? child.getNodeType() == Node.TEXT_NODE
                    : child instanceof Element element && isNamed(element, step.group(3), scope);
            if (fits) {
                found.add(child);
            }
        }
        return found;
    }

    private static boolean isNamed(Element element, String name, Element scope) {
        if (name.equals("*")) {
            return true;
        }
        int colon = name.indexOf(':');
        String namespace = scope.lookupNamespaceURI(colon < 0 ? null : name.substring(0, colon));
        return element.getLocalName().equals(name.substring(colon + 1))
                && (namespace == null
                        ? colon < 0 && element.getNamespaceURI() == null
                        : namespace.equals(element.getNamespaceURI()));
    }

    private static List<Node> narrowed(List<Node> nodes, String predicates, Element scope) {
        List<Node> at = nodes;
        Matcher predicate = PREDICATE.matcher(predicates);
        while (predicate.find()) {
            if (predicate.group(1) != null) {
                int position = Integer.parseInt(predicate.group(1));
                at = position >= 1 && position <= at.size() ? List.of(at.get(position - 1)) : List.of();
            } else {
                String quoted = predicate.group(3);
                String name = predicate.group(2);
                String value = quoted.substring(1, quoted.length() - 1);
                at = at.stream().filter(node -> has(node, name, value, scope)).toList();
            }
        }
        return at;
    }

    private static boolean has(Node node, String name, String value, Element scope) {
        if (name.equals(".")) {
            return node.getTextContent().equals(value);
        }
        if (name.startsWith("@")) {
            return hasAttribute(node, name.substring(1), value);
        }
        int slash = name.indexOf('/');
        String element = slash < 0 ? name : name.substring(0, slash);
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner
                    && isNamed(inner, element, scope)
                    && (slash < 0
                            ? inner.getTextContent().equals(value)
                            : hasAttribute(inner, name.substring(slash + 2), value))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasAttribute(Node node, String name, String value) {
        return node instanceof Element element
                && element.hasAttribute(name)
                && element.getAttribute(name).equals(value);
    }
}
