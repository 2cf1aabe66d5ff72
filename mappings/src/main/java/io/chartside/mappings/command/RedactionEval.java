package io.chartside.mappings.command;

import io.chartside.mappings.command.CommandLine.UsageException;
import io.chartside.mappings.evaluation.MarkedConversations;
import io.chartside.mappings.evaluation.MarkedConversations.Marked;
import io.chartside.mappings.evaluation.NoteScores;
import io.chartside.mappings.evaluation.PlantedIdentifiers;
import io.chartside.mappings.evaluation.RedactionScores;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.identifier.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * {@code ./chartside eval redaction}: how well identifiers are found in invented conversations and, with {@code --refs}, in a
 * data set's conversations with identifiers planted by a seeded generator. {@code --list FILE} names what went wrong.
 */
final class RedactionEval {
    private static final String FOLDER = "/io/chartside/mappings/evaluation/";

    private final Redaction redaction = EmbeddedScribe.redaction();
    private final StringBuilder report = new StringBuilder();
    private final StringBuilder list = new StringBuilder();

    private RedactionEval() {}

    static String run(CommandLine line) {
        RedactionEval eval = new RedactionEval();
        eval.score("invented conversations", MarkedConversations.read(shipped("identifiers.txt")));
        eval.score("held out", MarkedConversations.read(shipped("identifiers-held-out.txt")));
        line.option("refs")
                .ifPresent(refs -> eval.score(
                        "planted",
                        planted(
                                NoteScores.references(read(refs)),
                                line.option("seed").orElse("1"))));
        line.option("list").ifPresent(file -> write(file, eval.list.toString()));
        return eval.report.toString();
    }

    private void score(String name, List<Marked> conversations) {
        RedactionScores scores = new RedactionScores();
        conversations.forEach(marked -> scores.add(marked, redaction.find(marked.transcript(), Set.of())));
        report.append(name)
                .append(", ")
                .append(conversations.size())
                .append(" conversations\n")
                .append(scores.report());
        scores.missed().forEach(missed -> list.append("missed ").append(missed).append('\n'));
        scores.wrong().forEach(wrong -> list.append("beside ").append(wrong).append('\n'));
    }

    private static List<Marked> planted(List<NoteScores.Reference> references, String seed) {
        try {
            PlantedIdentifiers planter = new PlantedIdentifiers(Long.parseLong(seed));
            return references.stream()
                    .map(reference -> MarkedConversations.read(planter.into(
                                    reference.conversation(),
                                    reference.conversation().chars().noneMatch(Character::isUpperCase)))
                            .get(0))
                    .toList();
        } catch (NumberFormatException e) {
            throw new UsageException("--seed is a whole number");
        }
    }

    private static String shipped(String name) {
        try (InputStream file = RedactionEval.class.getResourceAsStream(FOLDER + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UsageException(file + " cannot be read as UTF-8 text");
        }
    }

    private static void write(String file, String text) {
        try {
            Files.writeString(Path.of(file), text);
        } catch (IOException e) {
            throw new UsageException(file + " cannot be written");
        }
    }
}
