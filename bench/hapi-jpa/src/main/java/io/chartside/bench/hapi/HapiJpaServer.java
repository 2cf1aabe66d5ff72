package io.chartside.bench.hapi;

import ca.uhn.fhir.rest.server.RestfulServer;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * HAPI JPA on Jetty, as its starter runs it: FHIR R4 below {@code /fhir} on loopback.
 *
 * <pre>{@code HapiJpaServer PORT JDBC-URL}</pre>
 */
public final class HapiJpaServer {
    private HapiJpaServer() {}

    public static void main(String[] arguments) throws Exception {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("arguments", Map.of(PersistenceConfig.DATABASE_URL, arguments[1])));
        context.register(PersistenceConfig.class, EndpointConfig.class);
        context.refresh();

        ServletContextHandler handler = new ServletContextHandler();
        handler.addServlet(new ServletHolder(context.getBean(RestfulServer.class)), "/fhir/*");
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        server.setHandler(handler);
        server.setStopAtShutdown(true);
        context.registerShutdownHook();
        server.start();
    }
}
