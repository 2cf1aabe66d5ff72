package io.chartside.server.rotation;

import io.chartside.server.audit.AuditTrail;
import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.KeySettings;
import io.chartside.server.crypto.MasterKey;
import io.chartside.server.crypto.MasterRotation;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.Tenants;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class KeyScheduleBeans {

    @Bean(initMethod = "start")
    KeySchedule keySchedule(
            KeySettings settings,
            ServerSettings server,
            Tenants tenants,
            MasterKey master,
            KeyKeeper keeper,
            KeyRotation rotation,
            TenantRotation work,
            AuditTrail audit) {
        return new KeySchedule(settings, server, tenants, new MasterRotation(master, keeper), rotation, work, audit);
    }
}
