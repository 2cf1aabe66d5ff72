package io.chartside.scribe.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.ServiceSuggestion;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.TranscriptParser;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HCPCS level II from what was given or done at the visit (MH5). */
class SaidServicesTest {
    private static final SaidServices SERVICES = SaidServices.load(Shipped.TEXT);
    private static final Optional<LocalDate> DAY = Optional.of(LocalDate.of(2026, 3, 4));

    private static List<ServiceSuggestion> said(String text, Optional<LocalDate> day) {
        return SERVICES.find(TranscriptParser.parse(text), day);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "J1885|2|i'm going to give you an injection of toradol today, thirty milligrams.",
                "J1885|4|we gave her 60 mg of ketorolac, intramuscular injection, here in the office.",
                "J3301|4|let's go ahead and inject the knee with forty milligrams of kenalog.",
                "J0696|4|i'll give him a shot of rocephin now, one gram.",
                "J3420|1|you'll get your b12 injection today, 1,000 micrograms.",
                "J1100|10|i am giving a shot of decadron, ten mg.",
                "J1010|80|go ahead and give the depo-medrol injection, eighty milligrams.",
                "J1050|150|i will give you the depo provera shot today, one hundred fifty milligrams.",
                "J2405|4|we'll give zofran iv now, 4 mg.",
                "J7620|1|let's give you a duoneb nebulizer treatment right now.",
                "G0008|1|we can give you the flu shot today.",
                "G0009|1|i am giving you the pneumonia vaccine today.",
                "G0439|1|welcome back for your annual wellness visit.",
                "G0438|1|this is your first annual wellness visit.",
                "G0402|1|this is your welcome to medicare visit.",
                "G0444|1|we did the annual depression screening today."
            })
    void whatIsGivenHere_isSuggestedWithItsUnits(String code, int units, String words) {
        List<ServiceSuggestion> found = said("[doctor] " + words, DAY);
        assertThat(found).singleElement().satisfies(one -> {
            assertThat(one.code()).isEqualTo(code);
            assertThat(one.units()).isEqualTo(OptionalInt.of(units));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[patient] they gave me a toradol shot today.",
                "[doctor] did they give you a shot of toradol here?",
                "[doctor] if it gets worse we could give you a toradol shot.",
                "[doctor] you had a cortisone and kenalog injection here last year.",
                "[doctor] i am not going to give you a shot of rocephin today.",
                "[doctor] take the ondansetron tablets at home now.",
                "[doctor] you should get your flu shot at the pharmacy.",
                "[doctor] you already got the flu shot.",
                "[doctor] she declined the flu shot today.",
                "[doctor] return in one year for your annual wellness visit.",
                "[doctor] i will prescribe dexamethasone for five days."
            })
    void whatIsAskedSupposedDeclinedOrElsewhere_isNot(String text) {
        assertThat(said(text, DAY)).isEmpty();
    }

    @Test
    void doseThatWasNotSaid_staysOpen() {
        assertThat(said("[doctor] we'll give you a shot of toradol today.", DAY))
                .singleElement()
                .satisfies(one -> assertThat(one.units()).isEmpty());
    }

    @Test
    void codesAreThoseOfTheDayOfService() {
        String text = "[doctor] i'll give you a depo-medrol injection now, 40 mg.";
        assertThat(said(text, Optional.of(LocalDate.of(2023, 3, 4)))).isEmpty();
        assertThat(said(text, DAY)).hasSize(1);
        assertThat(said(text, Optional.empty())).hasSize(1);
    }

    @Test
    void evidenceIsTheSentence() {
        Transcript transcript = TranscriptParser.parse(
                "[patient] it hurts.\n[doctor] okay. i'll give you a shot of toradol now, 30 mg. come back friday.");
        Evidence.Said said =
                (Evidence.Said) SERVICES.find(transcript, DAY).get(0).evidence().get(0);
        String text = transcript.turns().get(said.turn()).text();
        assertThat(text.substring(said.start(), said.end()))
                .startsWith("i'll give")
                .endsWith("30 mg");
    }

    @Test
    void rowsOfTheList_areOfTheirForm() {
        Set<String> codes = new HashSet<>();
        for (ServiceList.Service service : ServiceList.load(Shipped.TEXT).services()) {
            assertThat(service.code()).matches("[A-Z]\\d{4}");
            assertThat(codes.add(service.code())).isTrue();
            assertThat(service.amount()).isPositive();
        }
        assertThat(codes).hasSizeGreaterThan(30);
    }
}
