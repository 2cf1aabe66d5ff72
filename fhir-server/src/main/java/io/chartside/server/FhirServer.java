package io.chartside.server;

import ca.uhn.fhir.context.FhirContext;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The bootable FHIR server: store and API, authorization server, audit, AI gateway. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class FhirServer {

    /** A start that fails ends with one line {@code chartside: reason} on standard error and exit code 1. */
    public static void main(String[] arguments) {
        readModel();
        try {
            SpringApplication.run(FhirServer.class, arguments);
        } catch (SpringApplication.AbandonedRunException e) {
            throw e;
        } catch (RuntimeException e) {
            System.err.println("chartside: " + rootCause(e).getMessage());
            System.exit(1);
        }
    }

    /** HAPI reads FHIR's model by reflection, a tenth of a start: on a second core, while Spring begins with its own. */
    private static void readModel() {
        // Both threads log: two that set logging up at once would have its first lines held back. Until Spring sets it
        // up as it
        // is configured, what is no warning is silent: it would stand in another form than the rest.
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            logging.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        }
        Thread reader = new Thread(() -> FhirContext.forR4Cached().getElementDefinition("string"), "fhir-model");
        reader.setDaemon(true);
        reader.start();
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
