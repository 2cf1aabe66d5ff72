package io.chartside.app.web;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.Drafts;
import io.chartside.app.visit.SpeakerCorrection;
import io.chartside.app.visit.TranscriptIntake;
import io.chartside.app.visit.VisitReader;
import io.chartside.app.visit.VisitStanding;
import io.chartside.app.words.Texts;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.transcript.Speaker;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.ModelAndView;

/** The visit page, and the transcript's way in. */
@Controller
@RequestMapping("/v/{launchId}/")
class VisitController {
    private static final Set<String> TYPES =
            Stream.of(NoteType.values()).map(NoteType::word).collect(Collectors.toUnmodifiableSet());

    private final VisitModels models;
    private final FhirClients clients;
    private final Drafts drafts;
    private final VisitReader visits;
    private final SpeakerCorrection speakers;
    private final VisitStanding standing;

    VisitController(
            VisitModels models,
            FhirClients clients,
            Drafts drafts,
            VisitReader visits,
            SpeakerCorrection speakers,
            VisitStanding standing) {
        this.models = models;
        this.clients = clients;
        this.drafts = drafts;
        this.visits = visits;
        this.speakers = speakers;
        this.standing = standing;
    }

    @GetMapping
    ModelAndView page(LaunchSession session) {
        return models.page(session);
    }

    /** How the visit stands at the EHR now, in the words of the banner and of the signature; both empty while it is open. */
    @GetMapping("standing")
    @ResponseBody
    Map<String, String> standing(LaunchSession session) {
        String ended = standing.ended(session);
        return ended.isEmpty()
                ? Map.of("banner", "", "sign", "")
                : Map.of("banner", Texts.of("visit.ended", ended), "sign", Texts.of("visit.sign-ended", ended));
    }

    /** Drafts from the text given, or from the record's transcript when none is. */
    @PostMapping("draft")
    Object draft(
            LaunchSession session,
            HttpServletRequest request,
            @RequestParam(defaultValue = "soap") String type,
            @RequestParam(name = "transcript", defaultValue = "") String pasted,
            @RequestParam(name = "file", required = false) MultipartFile file)
            throws IOException {
        RecordClient record = clients.record(session);
        String encounter = VisitModels.encounter(session);
        byte[] bytes = file == null || file.isEmpty() ? pasted.getBytes(StandardCharsets.UTF_8) : file.getBytes();
        Optional<String> words = words(TranscriptIntake.read(bytes));
        if (words.isEmpty() && !visits.transcript(record, encounter).present()) {
            throw PageProblem.noTranscript();
        }
        drafts.draft(record, encounter, type(type), words);
        return Asked.done(request, session.path());
    }

    /** A kind of note that the record drafts; the usual one for any other word. */
    static String type(String word) {
        return TYPES.contains(word) ? word : "soap";
    }

    /**
     * Corrects who spoke.
     *
     * @param utterances ids; none swaps clinician and patient throughout
     */
    @PostMapping("speakers")
    Object speakers(
            LaunchSession session,
            HttpServletRequest request,
            @RequestParam(name = "utterance", required = false) List<String> utterances,
            @RequestParam(defaultValue = "") String speaker) {
        RecordClient record = clients.record(session);
        String encounter = VisitModels.encounter(session);
        boolean changed = speaker.isEmpty()
                ? speakers.swap(record, encounter)
                : speakers.say(record, encounter, chosen(utterances), speaker(speaker));
        if (!changed) {
            throw PageProblem.noTranscript();
        }
        return Asked.done(request, session.path());
    }

    private static Set<String> chosen(List<String> utterances) {
        if (utterances == null || utterances.isEmpty()) {
            throw PageProblem.noUtterance();
        }
        return Set.copyOf(utterances);
    }

    private static Speaker speaker(String word) {
        return Stream.of(Speaker.values())
                .filter(speaker -> speaker.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(PageProblem::noUtterance);
    }

    /** Erases what the clinician puts off the record after it was stored. */
    @PostMapping("withhold")
    Object withhold(
            LaunchSession session,
            HttpServletRequest request,
            @RequestParam(name = "utterance", required = false) List<String> utterances) {
        if (utterances == null || utterances.isEmpty()) {
            throw PageProblem.nothingChosen();
        }
        drafts.withhold(clients.record(session), VisitModels.encounter(session), utterances);
        return Asked.done(request, session.path());
    }

    private static Optional<String> words(TranscriptIntake.Taken taken) {
        if (taken instanceof TranscriptIntake.Unreadable unreadable) {
            throw PageProblem.unreadable(unreadable);
        }
        return taken instanceof TranscriptIntake.Text text ? Optional.of(text.words()) : Optional.empty();
    }
}
