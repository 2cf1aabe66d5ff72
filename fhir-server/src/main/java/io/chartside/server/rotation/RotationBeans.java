package io.chartside.server.rotation;

import io.chartside.server.authz.SigningKeys;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.interaction.Readings;
import io.chartside.server.operation.Operation;
import io.chartside.server.store.AuditLog;
import io.chartside.server.store.HeadRekeying;
import io.chartside.server.store.Resealing;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RotationBeans {

    @Bean
    TenantRotation tenantRotation(KeyRotation rotation, HeadRekeying heads, Resealing sealed, AuditLog audit) {
        return new TenantRotation(rotation, heads, sealed, audit);
    }

    @Bean
    Operation rotateKeysOperation(
            KeyRotation rotation, TenantRotation work, SigningKeys idTokenKeys, Readings readings) {
        return new RotateKeys(rotation, work, idTokenKeys, readings);
    }
}
