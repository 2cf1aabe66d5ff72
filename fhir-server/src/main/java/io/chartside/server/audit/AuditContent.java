package io.chartside.server.audit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What audit events tell.
 *
 * @param tokenUse how much of the access token that allowed an act
 */
@ConfigurationProperties("chartside.audit")
public record AuditContent(@DefaultValue("minimal") TokenUse tokenUse) {}
