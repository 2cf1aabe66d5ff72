package io.chartside.server.authz;

import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * The launch context as an app hears of it: the same members in the answer of the token endpoint and in introspection
 * (SMART App Launch 2.2, "Launch context arrives with your access_token" and "Token Introspection").
 */
@Component
final class LaunchMembers {
    private final SmartStyles styles;
    private final ServerSettings settings;

    LaunchMembers(SmartStyles styles, ServerSettings settings) {
        this.styles = styles;
        this.settings = settings;
    }

    /**
     * Empty for what began with no launch.
     *
     * @param scopes that were granted: the messaging of SMART Web Messaging 1.0.0 takes one of its own
     */
    Map<String, Object> of(TenantId tenant, LaunchContext context, Set<String> scopes) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (context.equals(LaunchContext.NONE)) {
            return members;
        }
        put(members, "patient", context.patient());
        put(members, "encounter", context.encounter());
        put(members, "need_patient_banner", context.needPatientBanner());
        put(members, "intent", context.intent());
        put(members, "fhirContext", context.fhirContext().isEmpty() ? null : context.fhirContext());
        put(members, "appContext", context.appContext());
        if (context.messagingHandle() != null && scopes.stream().anyMatch(scope -> scope.startsWith("messaging/"))) {
            members.put("smart_web_messaging_handle", context.messagingHandle());
            members.put("smart_web_messaging_origin", settings.serverUrl().toString());
        }
        members.put("tenant", tenant.value());
        styles.of(tenant)
                .ifPresent(style -> members.put("smart_style_url", settings.fhirBase(tenant) + "/" + style.path()));
        return members;
    }

    private static void put(Map<String, Object> members, String name, Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
