package io.chartside.app.command;

import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.ehr.Hl7v2Interface;
import io.chartside.app.hl7v2.MessageExchange;
import io.chartside.outbound.Outbound;

/** Whether the EHR's HL7 interface can be connected to. No message is sent: whether it files one shows at the first. */
final class InterfaceSide {
    private InterfaceSide() {}

    static Finding finding(Hl7v2Interface to, EhrProfiles profiles) {
        return new MessageExchange(Outbound.allowing(profiles.origins()))
                .reach(to)
                .map(reason -> Finding.wrong("the HL7 interface cannot be had: " + reason))
                .orElseGet(() -> Finding.fine("the HL7 interface takes a connection"));
    }
}
