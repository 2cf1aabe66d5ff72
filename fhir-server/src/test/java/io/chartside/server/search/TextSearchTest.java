package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** {@code _text} and {@code _content}, by word tokens where documents keep them and by opening elsewhere. */
class TextSearchTest {
    private final SearchTester tester = new SearchTester();
    private final StoredResource patient = tester.patient("Sato");
    private final StoredResource other = tester.patient("Tanaka");

    private StoredResource note(StoredResource of, String narrative, String title) {
        return tester.store(
                "{'resourceType':'Composition','status':'final','type':{'text':'note'},'title':'%s','date':'2026-03-01',"
                        + "'author':[{'display':'x'}],'subject':{'reference':'Patient/%s'},"
                        + "'text':{'status':'generated','div':'<div><p>%s</p></div>'}}",
                title, of.id(), narrative);
    }

    @Test
    void wordsOfNarrativeAndContent_areFoundInOneRecordAndAcross() {
        StoredResource cough =
                note(patient, "Dry <b>cough</b>, worse at night. Crépitations bilaterally.", "Respiratory visit");
        StoredResource fall = note(other, "A fall at night.", "Wrist");

        assertThat(tester.ids("Composition", "_text=cough")).containsExactly(cough.id());
        assertThat(tester.ids("Composition", "_text=night")).containsExactlyInAnyOrder(cough.id(), fall.id());
        assertThat(tester.ids("Composition", "patient=" + patient.id() + "&_text=NIGHT crepitations"))
                .containsExactly(cough.id());
        assertThat(tester.ids("Composition", "patient=" + patient.id() + "&_text=fall"))
                .isEmpty();
        assertThat(tester.ids("Composition", "_text=respiratory")).isEmpty();
        assertThat(tester.ids("Composition", "_content=respiratory,wrist"))
                .containsExactlyInAnyOrder(cough.id(), fall.id());
        assertThat(tester.ids("Composition", "_content=div")).isEmpty();
        assertThat(tester.ids("Composition", "_content=" + patient.id())).isEmpty();
        assertThatThrownBy(() -> tester.ids("Composition", "_text=!")).isInstanceOf(SearchRefused.class);
    }

    @Test
    void attachedPlainText_isContent() {
        String data = Base64.getEncoder().encodeToString("[patient] my knee hurts".getBytes(StandardCharsets.UTF_8));
        StoredResource transcript = tester.store(
                "{'resourceType':'DocumentReference','status':'current','subject':{'reference':'Patient/%s'},"
                        + "'content':[{'attachment':{'contentType':'text/plain','data':'%s'}}]}",
                patient.id(), data);

        assertThat(tester.ids("DocumentReference", "_content=knee")).containsExactly(transcript.id());
        assertThat(tester.ids("DocumentReference", "_content=elbow")).isEmpty();
    }

    @Test
    void typesWithoutWordTokens_areOpened() {
        assertThat(tester.ids("Patient", "_content=sato")).containsExactly(patient.id());
    }

    @Test
    void phonetic_findsWhatSoundsAlike() {
        assertThat(tester.ids("Patient", "phonetic=saato")).containsExactly(patient.id());
        assertThat(tester.ids("Patient", "phonetic=smith")).isEmpty();
    }

    @Test
    void words_followUpdatesAndDeletes() {
        StoredResource note = note(patient, "pneumonia", "First");
        TestStore.put(
                tester.tenant,
                note.id(),
                tester.parse(
                        "{'resourceType':'Composition','status':'final','type':{'text':'note'},'title':'Second',"
                                + "'date':'2026-03-01','author':[{'display':'x'}],'subject':{'reference':'Patient/%s'}}",
                        patient.id()),
                1L);

        assertThat(tester.ids("Composition", "_content=pneumonia")).isEmpty();
        assertThat(tester.ids("Composition", "_content=second")).containsExactly(note.id());
        TestStore.delete(tester.tenant, "Composition", note.id());
        assertThat(tester.ids("Composition", "_content=second")).isEmpty();
    }
}
