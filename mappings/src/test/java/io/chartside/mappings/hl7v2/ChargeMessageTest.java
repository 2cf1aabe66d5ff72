package io.chartside.mappings.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.mappings.hl7v2.Receiver.TextForm;
import io.chartside.mappings.x12.Problem;
import java.util.List;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class ChargeMessageTest {
    private static final Receiver RECEIVER = SampleDocument.receiver(TextForm.TX_LINES);

    private final SampleDocument sample = new SampleDocument();

    private MessageFile file() {
        return ChargeMessage.of(sample.resources(), RECEIVER, SampleDocument.ENVELOPE);
    }

    @Test
    void chargesAreWrittenWithTheirDiagnosesAndModifiers() {
        String doctor = "1245319599^Okafor^Maya^^^Dr.^^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI";
        assertThat(((MessageFile.Written) file()).text().split("\r"))
                .contains(
                        "EVN|P03|20260304104500-0600",
                        "FT1|1|charge-x1||20260304101530-0600|20260304101530-0600|CG|99214^Office visit, moderate medical decision making^C4|||1|185.00&USD||||||||E11.65^Type 2 diabetes mellitus with hyperglycemia^I10C~I10^Essential (primary) hypertension^I10C|"
                                + doctor
                                + "|||||99214^Office visit, moderate medical decision making^C4|25",
                        "FT1|2|charge-x2||20260304101530-0600|20260304101530-0600|CG|J1885^Injection, ketorolac tromethamine, per 15 mg^HCPCS|||4|32.50&USD||||||||I10^Essential (primary) hypertension^I10C|"
                                + doctor
                                + "|||||J1885^Injection, ketorolac tromethamine, per 15 mg^HCPCS",
                        "DG1|1||E11.65^Type 2 diabetes mellitus with hyperglycemia^I10C|||F|||||||||1",
                        "DG1|2||I10^Essential (primary) hypertension^I10C|||F|||||||||2");
    }

    @Test
    void whatIsNotBillableIsNotCharged() {
        sample.charge.setStatus(ChargeItem.ChargeItemStatus.PLANNED);
        assertThat(((MessageFile.Written) file()).text()).contains("charge-x2").doesNotContain("charge-x1");
        sample.drug.setStatus(ChargeItem.ChargeItemStatus.NOTBILLABLE);
        assertThat(ChargeMessage.isOf(sample.resources())).isFalse();
    }

    @Test
    void withoutAClaimTheConfirmedDiagnosesCount() {
        List<Resource> resources = sample.resources();
        resources.remove(sample.claim);
        MessageFile file = ChargeMessage.of(resources, RECEIVER, SampleDocument.ENVELOPE);
        assertThat(((MessageFile.Written) file).text()).contains("99214").doesNotContain("DG1|");
    }

    @Test
    void aChargeWithoutACodeOrADrugWithoutUnitsIsRefused() {
        sample.charge.getCode().getCoding().clear();
        sample.drug.setQuantity(null);
        assertThat(((MessageFile.Refused) file()).problems())
                .extracting(Problem::path)
                .containsExactly("ChargeItem[0].code", "ChargeItem[1].quantity");
    }
}
