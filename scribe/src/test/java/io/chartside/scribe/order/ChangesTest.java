package io.chartside.scribe.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.OrderSuggestion.Medication;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A drug that is decided on is ordered; one that is weighed, conditional or taken already is not (MA16). */
class ChangesTest {
    private static List<String> orders(String plan) {
        return Shipped.draft("[doctor] what brings you in ?\n[patient] my back hurts .\n"
                        + "[doctor] okay , so for your first problem , your back pain .\n[doctor] " + plan + "\n")
                .orders()
                .stream()
                .filter(Medication.class::isInstance)
                .map(Medication.class::cast)
                .map(drug -> drug.change() + " " + drug.name())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "we could try gabapentin .",
                "we could always start you on gabapentin .",
                "i'm considering starting humira .",
                "consider starting humira .",
                "we talked about starting humira .",
                "i'm thinking about adding gabapentin .",
                "another option is to start gabapentin .",
                "we might add gabapentin later .",
                "you may need to start insulin at some point .",
                "maybe we try gabapentin .",
                "we might have to increase the lisinopril .",
                "we could stop the lisinopril .",
                "since you take metformin , we'll check your kidneys .",
                "since you started metformin your sugars are better .",
                "you take metformin already .",
                "when you take ibuprofen your stomach can hurt .",
                "some people take turmeric .",
                "if it is still high next time we will increase the lisinopril .",
                "if that doesn't help we can start prednisone .",
                "if your cough gets worse stop the lisinopril .",
                "i'd hold off on starting gabapentin .",
                "i would avoid adding tramadol .",
                "rather than starting gabapentin we will do physical therapy ."
            })
    void talk_ordersNothing(String plan) {
        assertThat(orders(plan)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "let's try gabapentin .|START Gabapentin",
                "i'd like to start you on gabapentin .|START Gabapentin",
                "we're going to start gabapentin .|START Gabapentin",
                "i'm gon na prescribe gabapentin .|START Gabapentin",
                "we considered surgery but let's start gabapentin .|START Gabapentin",
                "if that's okay with you i'd like to start you on gabapentin .|START Gabapentin",
                "i want you to take ibuprofen .|START Ibuprofen",
                "i will have you take ibuprofen twice a day .|START Ibuprofen",
                "you can take tylenol for the pain .|START Tylenol",
                "you may take tylenol for the pain .|START Tylenol",
                "you may also continue to take tylenol .|START Tylenol",
                "if it hurts take ibuprofen .|START Ibuprofen",
                "take ibuprofen with food .|START Ibuprofen",
                "let's increase the lisinopril to 20 milligrams .|INCREASE Lisinopril",
                "i want you to stop the lisinopril .|STOP Lisinopril",
                "continue the metformin .|CONTINUE Metformin",
                "i'm going to give you something that could help you sleep , melatonin .|START Melatonin",
                "i think we should start gabapentin .|START Gabapentin",
                "i recommend ibuprofen .|START Ibuprofen"
            })
    void aDecision_isAnOrder(String plan, String order) {
        assertThat(orders(plan)).containsExactly(order);
    }
}
