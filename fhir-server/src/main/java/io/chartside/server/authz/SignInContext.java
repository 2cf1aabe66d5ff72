package io.chartside.server.authz;

import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/** Tells Spring Security who has signed in at the tenant of the request. */
@Component
final class SignInContext implements SecurityContextRepository {
    private final SignIns signIns;
    private final Tenants tenants;

    SignInContext(SignIns signIns, Tenants tenants) {
        this.signIns = signIns;
        this.tenants = tenants;
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new Deferred(() -> find(request).orElse(null));
    }

    private Optional<SignedIn> find(HttpServletRequest request) {
        return tenants.find(OAuthPath.tenant(request)).flatMap(tenant -> signIns.find(tenant.id(), request));
    }

    @Override
    @Deprecated
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return loadDeferredContext(holder.getRequest()).get();
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
        // A session begins at the sign-in page alone: a client that authenticates itself gets none.
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return find(request).isPresent();
    }

    private static final class Deferred implements DeferredSecurityContext {
        private final Supplier<SignedIn> source;
        private SecurityContext context;
        private boolean generated;

        Deferred(Supplier<SignedIn> source) {
            this.source = source;
        }

        @Override
        public SecurityContext get() {
            if (context == null) {
                SignedIn user = source.get();
                context = new SecurityContextImpl();
                context.setAuthentication(user);
                generated = user == null;
            }
            return context;
        }

        @Override
        public boolean isGenerated() {
            get();
            return generated;
        }
    }
}
