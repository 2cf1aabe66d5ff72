package io.chartside.scribe.flag;

import io.chartside.scribe.discourse.Answer;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.finding.Symptom;
import io.chartside.scribe.finding.Symptoms;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A symptom that the patient denies and a guest tells, or the other way round. */
final class Accounts {
    private static final Pattern DENIED = Pattern.compile(
            "^(?:no ,? ?)?(?:(?:i|he|she) )?(?:(?:do|does|did|have|has|had|am|is|was) not|never|deny|denies)\\b(?!.*\\b(?:but|until|unless|only|just|always|except)\\b)");
    private static final Pattern TOLD = Pattern.compile(
            "^(?:yes ,? ?|yeah ,? ?|but )*(?:i|he|she) (?:do |does )?(?:have|has|had|have been having|has been having|gets|get|is having|am having)\\b");
    private static final Pattern UNSURE = Pattern.compile(
            "\\b(?:if|might|could|maybe|think|thought|would|used to|ago|before|last year|when (?:i|he|she) was|not (?:sure|only|anymore|now|today)|no (?:longer|more)|anymore|mother|father|brother|sister|family)\\b");

    private final Symptoms symptoms;

    Accounts(Symptoms symptoms) {
        this.symptoms = symptoms;
    }

    private record Account(Speaker by, boolean denied, Evidence evidence) {
        boolean against(Account other) {
            return by != other.by && denied != other.denied;
        }
    }

    List<Flag> of(Transcript transcript, Conversation conversation) {
        Map<Symptom, List<Account>> accounts = new LinkedHashMap<>();
        if (conversation.roles().speakers().stream().noneMatch(speaker -> speaker == Speaker.GUEST)) {
            return List.of();
        }
        for (Clause clause : conversation.clauses()) {
            if (clause.clinician()) {
                asked(transcript, conversation, clause, accounts);
            } else if (!clause.question()) {
                told(clause, accounts);
            }
        }
        List<Flag> flags = new ArrayList<>();
        accounts.forEach((symptom, told) -> told.stream()
                .filter(account -> account.against(told.get(0)))
                .limit(1)
                .forEach(other -> flags.add(new Flag(
                        Flag.Kind.CONTRADICTION,
                        "Patient and guest tell differently of " + symptom.name() + ".",
                        List.of(told.get(0).evidence(), other.evidence())))));
        return flags;
    }

    private void told(Clause clause, Map<Symptom, List<Account>> accounts) {
        boolean denied = DENIED.matcher(clause.text()).find();
        if (UNSURE.matcher(clause.text()).find()
                || !denied && !TOLD.matcher(clause.text()).find()) {
            return;
        }
        for (Symptoms.Mention mention : symptoms.in(clause.text())) {
            add(accounts, mention.symptom(), new Account(clause.speaker(), denied, clause.said()));
        }
    }

    /** A question about one symptom that the next turn answers plainly. */
    private void asked(
            Transcript transcript, Conversation conversation, Clause clause, Map<Symptom, List<Account>> accounts) {
        List<Symptoms.Mention> asked = symptoms.in(clause.text());
        int next = clause.turn() + 1;
        if (!clause.question()
                || asked.size() != 1
                || next >= transcript.turns().size()) {
            return;
        }
        Speaker by = conversation.roles().speakers().get(next);
        Turn reply = transcript.turns().get(next);
        Answer answer = Answer.of(reply.text());
        if (by != Speaker.CLINICIAN && answer != Answer.OPEN && !reply.text().isBlank()) {
            add(
                    accounts,
                    asked.get(0).symptom(),
                    new Account(
                            by,
                            answer == Answer.NO,
                            new Evidence.Said(next, reply.id(), 0, reply.text().length())));
        }
    }

    private static void add(Map<Symptom, List<Account>> accounts, Symptom symptom, Account account) {
        accounts.computeIfAbsent(symptom, s -> new ArrayList<>()).add(account);
    }
}
