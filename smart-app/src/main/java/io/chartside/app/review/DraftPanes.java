package io.chartside.app.review;

import io.chartside.app.review.SectionBlock.ParagraphBlock;
import io.chartside.app.review.SectionBlock.StatementBlock;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftView;
import io.chartside.mappings.draft.DraftView.ChargeView;
import io.chartside.mappings.draft.DraftView.CodeView;
import io.chartside.mappings.draft.DraftView.OrderView;
import io.chartside.mappings.draft.DraftView.ReconciliationView;
import io.chartside.mappings.draft.DraftView.SectionView;
import io.chartside.mappings.draft.DraftView.StatementView;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Composition;

/** Turns a draft into what the page prints. */
public final class DraftPanes {
    private final DraftView view;
    private final Quotes quotes;

    private DraftPanes(DraftView view) {
        this.view = view;
        this.quotes = new Quotes(view.transcript());
    }

    /**
     * @param signer name of the person who would sign
     * @param blocked why this person cannot sign, or empty
     */
    public static DraftPane of(StoredDraft draft, String signer, String blocked, ZoneId zone) {
        return new DraftPanes(draft.view()).pane(draft, signer, blocked, zone);
    }

    private DraftPane pane(StoredDraft draft, String signer, String blocked, ZoneId zone) {
        return new DraftPane(
                draft.id(),
                draft.version() == null ? "" : draft.version(),
                view.note().title(),
                draft.signed(),
                signedBy(draft.composition()),
                signedAt(draft.composition(), zone),
                view.flags().stream()
                        .map(flag -> new FlagLine(
                                flag.kind(), Words.flag(flag.kind()), flag.message(), quotes.of(flag.evidence())))
                        .toList(),
                view.sections().stream().map(DraftPanes::section).toList(),
                view.codes().stream().map(this::code).toList(),
                view.exclusions().stream()
                        .map(left -> new ExclusionLine(
                                left.code(), left.display(), left.reason(), left.rule(), quotes.of(left.evidence())))
                        .toList(),
                view.charge().map(this::charge).orElse(EmTable.NONE),
                view.orders().stream().map(this::order).toList(),
                view.reconciliation().stream().map(this::change).toList(),
                summary(signer, blocked));
    }

    static SectionBlock section(SectionView section) {
        List<ParagraphBlock> paragraphs = new ArrayList<>();
        for (int i = 0; i < section.paragraphs().size(); i++) {
            DraftView.ParagraphView paragraph = section.paragraphs().get(i);
            paragraphs.add(new ParagraphBlock(
                    section.index() + "-" + i,
                    paragraph.label(),
                    paragraph.bullets(),
                    paragraph.statements().stream().map(DraftPanes::statement).toList()));
        }
        return new SectionBlock(Integer.toString(section.index()), section.heading(), paragraphs);
    }

    private static StatementBlock statement(StatementView statement) {
        String said = statement.evidence().stream()
                .filter(piece -> piece.turn() >= 0)
                .map(Quotes::place)
                .collect(Collectors.joining(" "));
        String mark = "";
        if (statement.byClinician()) {
            mark = "edited";
        } else if (!statement.supported()) {
            mark = "unsupported";
        } else if (said.isEmpty() && !statement.evidence().isEmpty()) {
            mark = "chart";
        }
        return new StatementBlock(statement.id(), statement.text(), said, mark);
    }

    private CodeCard code(CodeView code) {
        return new CodeCard(
                code.reference(),
                code.code(),
                code.display(),
                code.rank(),
                (int) Math.round(code.confidence() * 100),
                code.reason(),
                code.rule(),
                quotes.of(code.evidence()),
                state(code.decision()),
                code.decision().reason());
    }

    private OrderCard order(OrderView order) {
        String action = order.change().isEmpty() ? order.detail() : order.change();
        return new OrderCard(
                order.reference(),
                order.kind(),
                Words.capital(action.isEmpty() ? order.kind() : action),
                order.text(),
                order.change().isEmpty() ? "" : order.detail(),
                order.missing(),
                order.schedule(),
                quotes.of(order.evidence()),
                state(order.decision()),
                order.decision().reason());
    }

    /** The record writes "chart's line: what was said" where the visit changes a line (docs/fhir-mapping.md). */
    private ChangeLine change(ReconciliationView line) {
        boolean changed = line.state().equals("changed");
        int said = changed ? line.text().lastIndexOf(": ") : -1;
        boolean isNew = line.entry().isEmpty();
        String before = isNew ? "" : said < 0 ? line.text() : line.text().substring(0, said);
        String now = isNew ? line.text() : said < 0 ? "" : line.text().substring(said + 2);
        return new ChangeLine(line.kind(), line.state(), before, now, line.discussed(), quotes.of(line.evidence()));
    }

    private EmTable charge(ChargeView charge) {
        return new EmTable(
                charge.reference(),
                charge.code(),
                charge.text(),
                Words.capital(charge.level()),
                charge.columns().stream()
                        .map(column -> new EmTable.Column(
                                Words.capital(column.name()),
                                Words.capital(column.level()),
                                column.elements().stream()
                                        .map(element ->
                                                new EmTable.Element(element.text(), quotes.of(element.evidence())))
                                        .toList()))
                        .toList(),
                charge.missingForNext(),
                state(charge.decision()),
                charge.decision().reason());
    }

    private SigningSummary summary(String signer, String blocked) {
        List<Decision> codes =
                new ArrayList<>(view.codes().stream().map(CodeView::decision).toList());
        view.charge().map(ChargeView::decision).ifPresent(codes::add);
        List<Decision> orders = view.orders().stream().map(OrderView::decision).toList();
        List<String> signedCodes = new ArrayList<>(view.codes().stream()
                .filter(code -> accepted(code.decision()))
                .map(CodeView::code)
                .toList());
        view.charge()
                .filter(charge -> accepted(charge.decision()))
                .map(charge -> charge.code().isEmpty() ? charge.text() : charge.code())
                .ifPresent(signedCodes::add);
        List<OrderView> signedOrders = view.orders().stream()
                .filter(order -> accepted(order.decision()) && order.schedule().isEmpty())
                .toList();
        return new SigningSummary(
                signer,
                signedCodes,
                signedOrders.stream().map(OrderView::text).toList(),
                count(codes, Decision.State.PENDING),
                count(codes, Decision.State.REJECTED),
                count(orders, Decision.State.PENDING),
                count(orders, Decision.State.REJECTED),
                (int) signedOrders.stream()
                        .filter(order -> !order.missing().isEmpty())
                        .count(),
                (int) view.sections().stream()
                        .flatMap(section -> section.paragraphs().stream())
                        .flatMap(paragraph -> paragraph.statements().stream())
                        .filter(statement -> !statement.supported())
                        .count(),
                blocked);
    }

    /** Who signed, as the note says; empty for a draft. */
    static String signedBy(Composition composition) {
        return composition.getAttester().stream()
                .map(attester -> attester.getParty().getDisplay())
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElse("");
    }

    static String signedAt(Composition composition, ZoneId zone) {
        return composition.getAttester().stream()
                .filter(Composition.CompositionAttesterComponent::hasTime)
                .map(attester -> Words.moment(attester.getTime().toInstant(), zone))
                .findFirst()
                .orElse("");
    }

    private static boolean accepted(Decision decision) {
        return decision.state() == Decision.State.ACCEPTED;
    }

    private static int count(List<Decision> decisions, Decision.State state) {
        return (int)
                decisions.stream().filter(decision -> decision.state() == state).count();
    }

    private static String state(Decision decision) {
        return decision.state().name().toLowerCase(Locale.ROOT);
    }
}
