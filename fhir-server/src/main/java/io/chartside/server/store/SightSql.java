package io.chartside.server.store;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;

/** A {@link Sight.Extent} as a predicate on {@code resource r}. */
public record SightSql(
        String predicate, List<Object> parameters, List<String> criteria, boolean nothing, boolean drafts) {

    public static SightSql of(TenantId tenant, Sight.Extent extent) {
        if (extent instanceof Sight.Extent.All all) {
            return new SightSql(drafts(all.drafts()), List.of(), List.of(), false, all.drafts());
        }
        if (extent instanceof Sight.Extent.Narrowed narrowed) {
            StringBuilder predicate = new StringBuilder(drafts(narrowed.drafts()));
            List<Object> parameters = new ArrayList<>();
            if (!narrowed.patientIds().isEmpty()) {
                predicate.append(" and r.patient_rid = any(array(select p.rid from resource p where p.tenant = ?"
                        + " and p.type = ? and p.id = any(?)))");
                parameters.add(tenant.value());
                parameters.add(ResourceTypes.number("Patient"));
                parameters.add(narrowed.patientIds().toArray(String[]::new));
            }
            return new SightSql(predicate.toString(), parameters, narrowed.criteria(), false, narrowed.drafts());
        }
        return new SightSql(" and false", List.of(), List.of(), true, false);
    }

    private static String drafts(boolean visible) {
        return visible ? "" : " and not r.draft";
    }
}
