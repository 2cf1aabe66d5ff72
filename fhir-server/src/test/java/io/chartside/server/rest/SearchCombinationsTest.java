package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of criterion together with the others, as an EHR team tries them (FHIR R4, search.html). */
class SearchCombinationsTest extends RestTest {
    private static final Map<String, String> IDS = new HashMap<>();
    private static final String LOINC = "http://loinc.org";

    private static void store(String name, String json) {
        String filled = json.replace('\'', '"');
        for (Map.Entry<String, String> entry : IDS.entrySet()) {
            filled = filled.replace("{" + entry.getKey() + "}", entry.getValue());
        }
        String type = filled.replaceAll("(?s).*?\"resourceType\":\"([A-Za-z]+)\".*", "$1");
        IDS.put(name, type + "/" + created(type, filled));
    }

    @BeforeEach
    void aRecord() {
        if (!IDS.isEmpty()) {
            return;
        }
        store("top", "{'resourceType':'Organization','name':'Combined Trust'}");
        store("middle", "{'resourceType':'Organization','name':'Combined North','partOf':{'reference':'{top}'}}");
        store("leaf", "{'resourceType':'Organization','name':'Combined Ward','partOf':{'reference':'{middle}'}}");
        store(
                "near",
                "{'resourceType':'Location','name':'Combined near','position':{'latitude':12.3601,'longitude':34.0589}}");
        store(
                "far",
                "{'resourceType':'Location','name':'Combined far','position':{'latitude':52.52,'longitude':13.4}}");
        store(
                "ann",
                "{'resourceType':'Patient','gender':'female','birthDate':'1961-05-04','identifier':[{'system':'urn:combined',"
                        + "'value':'ann'}],'name':[{'family':'Combinedann'}]}");
        store(
                "bob",
                "{'resourceType':'Patient','gender':'male','birthDate':'1990-05-04','identifier':[{'system':'urn:combined',"
                        + "'value':'bob'}],'name':[{'family':'Combinedbob'}]}");
        for (String who : List.of("ann", "bob")) {
            store(
                    who + "-visit",
                    "{'resourceType':'Encounter','status':'finished','class':{'code':'AMB'},'subject':{'reference':'{"
                            + who
                            + "}'},'serviceProvider':{'reference':'{leaf}'},'location':[{'location':{'reference':'{"
                            + (who.equals("ann") ? "near" : "far")
                            + "}'}}],'period':{'start':'2026-02-03T09:00:00Z'}}");
            store(
                    who + "-pressure",
                    "{'resourceType':'Observation','status':'final','code':{'coding':[{'system':'" + LOINC
                            + "','code':'85354-9'}]},'subject':{'reference':'{" + who
                            + "}'},'encounter':{'reference':'{" + who
                            + "-visit}'},'component':[{'code':{'coding':[{'system':'" + LOINC
                            + "','code':'8480-6'}]},'valueQuantity':{'value':" + (who.equals("ann") ? 151 : 119)
                            + ",'system':'http://unitsofmeasure.org','code':'mm[Hg]'}},{'code':{'coding':[{'system':'"
                            + LOINC
                            + "','code':'8462-4'}]},'valueQuantity':{'value':" + (who.equals("ann") ? 79 : 145)
                            + ",'system':'http://unitsofmeasure.org','code':'mm[Hg]'}}]}");
            store(
                    who + "-signature",
                    "{'resourceType':'Provenance','target':[{'reference':'{" + who
                            + "-pressure}'}],'recorded':'2026-02-0" + (who.equals("ann") ? 4 : 5)
                            + "T00:00:00Z','agent':[{'who':{'display':'x'}}]}");
            store(
                    who + "-note",
                    "{'resourceType':'Composition','status':'final','type':{'text':'note'},'title':'Note','date':'2026-02-03',"
                            + "'author':[{'display':'x'}],'subject':{'reference':'{" + who
                            + "}'},'encounter':{'reference':'{" + who
                            + "-visit}'},'section':[{'text':{'status':'generated','div':'<div xmlns=\\u0027http://www.w3.org/1999/xhtml\\u0027>"
                            + (who.equals("ann") ? "quetzal sighted" : "marmot sighted") + "</div>'}}],"
                            + "'text':{'status':'generated','div':'<div xmlns=\\u0027http://www.w3.org/1999/xhtml\\u0027>combined "
                            + who + "</div>'}}");
        }
        store(
                "form",
                "{'resourceType':'Questionnaire','status':'active','url':'urn:combined:form','version':'2','title':'Combined form'}");
        store(
                "old-form",
                "{'resourceType':'Questionnaire','status':'retired','url':'urn:combined:form','version':'1','title':'Combined old'}");
        store(
                "answers",
                "{'resourceType':'QuestionnaireResponse','status':'completed','questionnaire':'urn:combined:form|2',"
                        + "'subject':{'reference':'{ann}'}}");
        store(
                "any-answers",
                "{'resourceType':'QuestionnaireResponse','status':'in-progress','questionnaire':'urn:combined:form',"
                        + "'subject':{'reference':'{bob}'}}");
        store(
                "list",
                "{'resourceType':'List','status':'current','mode':'working','entry':[{'item':{'reference':'{ann-pressure}'}},"
                        + "{'item':{'reference':'{ann}'}},{'item':{'reference':'{bob}'}}]}");
    }

    private static String filled(String query) {
        String text = query;
        for (Map.Entry<String, String> entry : IDS.entrySet()) {
            text = text.replace("{" + entry.getKey() + "}", entry.getValue());
            text = text.replace("{" + entry.getKey() + ".id}", entry.getValue().split("/")[1]);
        }
        return text.replace(" ", "%20")
                .replace("$", "%24")
                .replace("|", "%7C")
                .replace("[", "%5B")
                .replace("]", "%5D");
    }

    private static TreeSet<String> names(JsonNode bundle) {
        Map<String, String> byReference = new HashMap<>();
        IDS.forEach((name, reference) -> byReference.put(reference, name));
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode entry : entries(bundle)) {
            JsonNode resource = entry.get("resource");
            String reference = resource.get("resourceType").asText() + "/"
                    + resource.path("id").asText();
            names.add(byReference.getOrDefault(reference, reference));
        }
        return names;
    }

    /** In however many pages. */
    private static void assertFound(String search, String expected) {
        TreeSet<String> found = new TreeSet<>();
        String next = (search.startsWith("?") ? "" : "/") + filled(search);
        while (next != null) {
            HttpResponse<String> answer = get(next);
            assertThat(answer.statusCode()).as(search + " " + answer.body()).isEqualTo(200);
            found.addAll(names(json(answer)));
            next = null;
            for (JsonNode link : json(answer).path("link")) {
                next = link.get("relation").asText().equals("next")
                        ? link.get("url").asText()
                        : next;
            }
        }
        assertThat(String.join(" ", found)).as(search).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // _list with other criteria, in chains and in reverse chains
                "Patient?_list={list.id}; ann bob",
                "Patient?_list={list.id}&gender=female; ann",
                "Patient?_list=List/{list.id}&birthdate=lt1970; ann",
                "Observation?_list={list.id}; ann-pressure",
                "Encounter?patient._list={list.id}; ann-visit bob-visit",
                "Patient?_has:Observation:patient:_list={list.id}; ann",
                "Encounter?_has:Observation:encounter:_list={list.id}&status=finished; ann-visit",
                "Patient?_list={list.id}&_has:Composition:patient:_content=quetzal; ann",
                "Patient?_list={list.id}&_sort=-birthdate,_id; ann bob",
                // words of documents
                "Composition?_text=combined&patient={ann.id}; ann-note",
                "Composition?_text=combined ann; ann-note",
                "Composition?_content=quetzal,marmot&patient.birthdate=ge1980; bob-note",
                "Patient?_has:Composition:patient:_content=marmot; bob",
                "Encounter?_has:Composition:encounter:_content=quetzal&location.name=combined; ann-visit",
                // near, alone and at the end of chains
                "Location?near=12.36|34.06|5|km; near",
                "Location?near=12.36|34.06|3|[mi_us]&name=combined; near",
                "Encounter?location.near=12.36|34.06|5|km; ann-visit",
                "Encounter?location.near=12.36|34.06|5|km&patient={bob.id}; ''",
                "Observation?encounter.location.near=12.36|34.06|5|km; ann-pressure",
                "Patient?_has:Encounter:patient:location.near=12.36|34.06|5|km; ann",
                "Location?near=12.36|34.06|5|km&_revinclude=Encounter:location; ann-visit near",
                // composites pair within one component
                "Observation?component-code-value-quantity=http://loinc.org|8480-6$gt140&patient.identifier=urn:combined|; ann-pressure",
                "Observation?component-code-value-quantity=http://loinc.org|8480-6$gt140&patient={bob.id}; ''",
                "Observation?combo-code-value-quantity=8462-4$gt140&patient.identifier=urn:combined|; bob-pressure",
                "Encounter?_has:Observation:encounter:component-code-value-quantity=8480-6$151||mm[Hg]; ann-visit",
                "Patient?_list={list.id}&_has:Observation:patient:component-code-value-quantity=8480-6$lt120; bob",
                "Provenance?target:Observation.component-code-value-quantity=8462-4$145||mm[Hg]&target:Observation.patient={bob.id};"
                        + " bob-signature",
                // three references deep, forwards, backwards and both
                "Provenance?target:Observation.encounter.location.name=Combined near; ann-signature",
                "Patient?_has:Encounter:patient:_has:Observation:encounter:_has:Provenance:target:recorded=2026-02-05&"
                        + "identifier=urn:combined|; bob",
                "Organization?_has:Encounter:service-provider:_has:Observation:encounter:component-value-quantity=151||mm[Hg]; leaf",
                "Observation?encounter.patient._has:Composition:patient:_content=quetzal; ann-pressure",
                "Encounter?service-provider.partof.partof.name=Combined Trust; ann-visit bob-visit",
                "Encounter?patient:Patient._has:Observation:patient:_has:Provenance:target:recorded=2026-02-04&"
                        + "service-provider={leaf.id}; ann-visit",
                // includes that go on
                "Encounter?_id={ann-visit.id}&_include=Encounter:service-provider&_include:iterate=Organization:partof;"
                        + " ann-visit leaf middle top",
                "Organization?_id={leaf.id}&_include=Organization:partof; leaf middle",
                "Organization?_id={leaf.id}&_include:iterate=Organization:partof; leaf middle top",
                "Organization?_id={top.id}&_revinclude:iterate=Organization:partof&_revinclude:iterate=Encounter:service-provider;"
                        + " ann-visit bob-visit leaf middle top",
                "Patient?_id={ann.id}&_revinclude=Observation:patient&_revinclude:iterate=Provenance:target;"
                        + " ann ann-pressure ann-signature",
                "Provenance?_id={ann-signature.id}&_include=Provenance:target&_include:iterate=Observation:encounter&"
                        + "_include:iterate=Encounter:location; ann-pressure ann-signature ann-visit near",
                "Observation?_list={list.id}&_include=Observation:encounter&_include:iterate=Encounter:*;"
                        + " ann ann-pressure ann-visit leaf near",
                "Observation?patient._has:Composition:patient:_content=marmot&_include=*; bob bob-pressure bob-visit",
                // hierarchies of what is referred to
                "Encounter?service-provider:below={top.id}; ann-visit bob-visit",
                "Encounter?service-provider:below=Organization/{middle.id}&patient={ann.id}; ann-visit",
                "Encounter?service-provider:above={leaf.id}&location.name=Combined far; bob-visit",
                "Encounter?service-provider:above={top.id}; ''",
                "Organization?partof:below={top.id}; leaf middle",
                "Organization?partof:above={leaf.id}&_id={leaf.id},{middle.id},{top.id}; leaf middle",
                "Observation?encounter.service-provider:below={top.id}; ann-pressure bob-pressure",
                "Organization?_has:Encounter:service-provider:location.near=12.36|34.06|5|km; leaf",
                // definitions that are referred to by their address
                "QuestionnaireResponse?questionnaire.title=Combined form; answers any-answers",
                "QuestionnaireResponse?questionnaire.title=Combined old; any-answers",
                "QuestionnaireResponse?patient={ann.id}&questionnaire.status=active; answers",
                "Questionnaire?_has:QuestionnaireResponse:questionnaire:patient={ann.id}; form",
                "Questionnaire?_has:QuestionnaireResponse:questionnaire:status=in-progress&url=urn:combined:form; form old-form",
                "QuestionnaireResponse?patient={ann.id}&_include=QuestionnaireResponse:questionnaire; answers form",
                "Patient?_id={ann.id}&_revinclude=QuestionnaireResponse:patient&_include:iterate=QuestionnaireResponse:questionnaire;"
                        + " ann answers form",
                "Questionnaire?url=urn:combined:form&version=1&_revinclude=QuestionnaireResponse:questionnaire; any-answers old-form",
                // over types and in compartments
                "?_type=Observation,Composition&patient.identifier=urn:combined|ann; ann-note ann-pressure",
                "Patient/{ann.id}/Observation?encounter.location.near=12.36|34.06|5|km; ann-pressure",
                "Encounter/{bob-visit.id}/Observation?component-code-value-quantity=8462-4$gt140; bob-pressure",
                "Patient/{ann.id}/Composition?_content=marmot; ''",
            })
    void criteria_workTogether(String search, String expected) {
        assertFound(search, expected.replace("''", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient?_filter=name eq x",
                "Patient?_query=x",
                "Patient?_contained=true",
                "Patient?_list=$current-problems",
                "Patient?_list:not=x",
                "Patient?_text:exact=x",
                "Location?near=north",
                "Location?near=12|34|5|kg",
                "Observation?component-code-value-quantity=8480-6",
                "Observation?encounter.patient.organization.partof.name=x",
                "Patient?_has:Observation:patient",
                "Patient?_has:Observation:code:status=final",
                "Patient?gender:iterate=female",
                "Encounter?patient:below=1",
                "Encounter?service-provider:below=urn:x",
                "Patient?_include:iterate=Patient:gender",
            })
    void whatIsNotServed_is400AndNamesWhatIsWrong(String search) {
        HttpResponse<String> refused =
                get("/" + search.replace(" ", "%20").replace("$", "%24").replace("|", "%7C"));
        assertOutcome(refused, 400);
        assertThat(json(refused).at("/issue/0/diagnostics").asText()).as(search).isNotBlank();
    }

    @Test
    void sameSearches_comeByPost() {
        HttpResponse<String> answer = send(request("/Observation/_search")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("component-code-value-quantity="
                        + encode(LOINC + "|8480-6$gt140") + "&patient.identifier=" + encode("urn:combined|ann")
                        + "&_include=Observation:encounter")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(new ArrayList<>(names(json(answer)))).containsExactly("ann-pressure", "ann-visit");
    }
}
