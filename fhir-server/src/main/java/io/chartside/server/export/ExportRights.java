package io.chartside.server.export;

import io.chartside.server.access.AccessDecision;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;

/**
 * Whether who comes for an export might ask for it now. Files lie there for longer than a token lives: what they show is the
 * kick-off's, but who has lost his role since, or comes with a token of less, does not get them.
 */
final class ExportRights {
    private final AccessPolicy policy;
    private final AnalystForm form;

    ExportRights(AccessPolicy policy, AnalystForm form) {
        this.policy = policy;
        this.form = form;
    }

    /** @throws FhirRefusal 403 */
    void require(Caller caller, ExportJobs.Job job) {
        if (caller.scopes().ofOnePatient()) {
            throw FhirRefusal.forbidden("A token of one patient's record has no export");
        }
        if (form.isDeidentified(caller) && !job.asked().deidentified()) {
            throw FhirRefusal.forbidden("The caller's role has de-identified exports alone now");
        }
    }

    /** @throws FhirRefusal 403 */
    void require(Caller caller, ExportJobs.Job job, String type) {
        require(caller, job);
        boolean ofResources = !type.equals(TooFew.TYPE);
        if (ofResources && policy.decide(caller, Interaction.EXPORT, type) instanceof AccessDecision.Deny) {
            throw FhirRefusal.forbidden("The access token does not allow export of " + type);
        }
    }
}
