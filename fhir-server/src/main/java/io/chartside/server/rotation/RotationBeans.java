package io.chartside.server.rotation;

import io.chartside.server.authz.SigningKeys;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.interaction.Readings;
import io.chartside.server.operation.Operation;
import io.chartside.server.store.HeadRekeying;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RotationBeans {

    @Bean
    Operation rotateKeysOperation(
            KeyRotation rotation, HeadRekeying heads, SigningKeys idTokenKeys, Readings readings) {
        return new RotateKeys(rotation, heads, idTokenKeys, readings);
    }
}
