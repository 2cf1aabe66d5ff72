package io.chartside.server.authz;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;

/** Puts Spring Authorization Server together as the SMART server of every tenant. */
@Configuration(proxyBeanMethods = false)
class AuthorizationServer {
    /** After the request guard and Spring Security (-100), before the FHIR endpoint (0). */
    /** After the request guard and before the FHIR endpoint, which answers below it: no other filter sees a FHIR request. */
    private static final int BEARER_FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 30;

    private static final String OAUTH = "/fhir/*/oauth/**";

    @Bean
    AuthorizationServerSettings authorizationServerSettings() {
        return AuthorizationServerSettings.builder()
                .multipleIssuersAllowed(true)
                .authorizationEndpoint("/oauth/authorize")
                .tokenEndpoint("/oauth/token")
                .jwkSetEndpoint("/oauth/jwks")
                .tokenIntrospectionEndpoint("/oauth/introspect")
                .tokenRevocationEndpoint("/oauth/revoke")
                .build();
    }

    /** The public keys of the tenant asked; signing is done by {@link IdTokens}. */
    @Bean
    JWKSource<SecurityContext> tenantKeys(SigningKeys keys, CurrentTenant tenant) {
        return (selector, context) -> selector.select(keys.published(tenant.id()));
    }

    @Bean
    @Order(1)
    SecurityFilterChain oauthEndpoints(
            HttpSecurity http,
            AuthorizationServerParts parts,
            SignIns signIns,
            ServerSettings settings,
            DpopProofs proofs,
            Clock clock)
            throws Exception {
        OAuthErrors errors = new OAuthErrors(parts.tokenAudit());
        SignInEntryPoint entryPoint = new SignInEntryPoint(errors);
        http.securityMatcher(OAUTH)
                .addFilterBefore(new OAuthRequestFilter(parts.tenants()), SecurityContextHolderFilter.class)
                .addFilterBefore(
                        new DpopTokenFilter(parts.tenants(), settings, proofs, errors),
                        SecurityContextHolderFilter.class)
                .addFilterBefore(new ConsentRedirect(), SecurityContextHolderFilter.class)
                .addFilterBefore(
                        new SignInAge(parts.tenants(), signIns, entryPoint, clock), SecurityContextHolderFilter.class)
                .addFilterBefore(
                        new StandaloneLaunch(parts.tenants(), parts.clients(), signIns),
                        SecurityContextHolderFilter.class)
                .securityContext(context -> context.securityContextRepository(parts.signInContext()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                // Forms are guarded by SameSite=Lax, the Origin header and, for consent, Spring's unguessable state.
                .csrf(csrf -> csrf.ignoringRequestMatchers(OAUTH))
                .logout(AbstractHttpConfigurer::disable)
                // frame-ancestors of the pages' own policy replaces X-Frame-Options.
                .headers(headers -> headers.frameOptions(HeadersConfigurer.FrameOptionsConfig::disable))
                .authorizeHttpRequests(requests -> requests.requestMatchers(
                                "/fhir/*/oauth/sign-in*",
                                "/fhir/*/oauth/" + OAuthPath.EXTERNAL_SIGN_IN,
                                "/fhir/*/oauth/sign-out",
                                "/fhir/*/oauth/register")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .exceptionHandling(handling -> handling.authenticationEntryPoint(entryPoint))
                .oauth2AuthorizationServer(server -> configure(server, parts, errors));
        return http.build();
    }

    private static void configure(
            OAuth2AuthorizationServerConfigurer server, AuthorizationServerParts parts, OAuthErrors errors) {
        server.registeredClientRepository(parts.clients())
                .authorizationService(parts.authorizations())
                .authorizationConsentService(new AskEveryTime())
                .tokenGenerator(parts.tokenGenerator())
                .clientAuthentication(client -> client.authenticationConverters(parts::clientConverters)
                        .authenticationProviders(parts::clientProviders)
                        .errorResponseHandler(errors))
                .authorizationEndpoint(endpoint -> endpoint.authorizationRequestConverters(parts::authorizeConverters)
                        .authenticationProviders(parts::authorizeProviders)
                        .consentPage(ConsentRedirect.PATH)
                        .authorizationResponseHandler(parts.authorizationResponse())
                        .errorResponseHandler(parts.authorizationErrors()))
                .tokenEndpoint(endpoint -> endpoint.accessTokenRequestConverters(parts::grantConverters)
                        .authenticationProviders(parts::grantProviders)
                        .accessTokenResponseHandler(parts.tokenResponse())
                        .errorResponseHandler(errors))
                .tokenIntrospectionEndpoint(endpoint -> endpoint.authenticationProviders(parts::introspectionProviders)
                        .introspectionResponseHandler(parts::introspected)
                        .errorResponseHandler(errors))
                .tokenRevocationEndpoint(endpoint ->
                        endpoint.revocationResponseHandler(parts::revoked).errorResponseHandler(errors));
    }

    @Bean
    FilterRegistrationBean<BearerTokenFilter> bearerTokenFilter(
            Tenants tenants,
            ServerSettings settings,
            AccessTokens tokens,
            DpopProofs proofs,
            AuditTrail audit,
            Origins origins) {
        FilterRegistrationBean<BearerTokenFilter> registration =
                new FilterRegistrationBean<>(new BearerTokenFilter(tenants, settings, tokens, proofs, audit, origins));
        registration.setOrder(BEARER_FILTER_ORDER);
        registration.addUrlPatterns("/fhir/*");
        return registration;
    }
}
