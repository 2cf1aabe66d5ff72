package io.chartside.server;

import ca.uhn.fhir.context.FhirContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The bootable FHIR server: store and API, authorization server, audit, AI gateway. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class FhirServer {

    /** A start that fails ends with one line {@code chartside: reason} on standard error and exit code 1. */
    public static void main(String[] arguments) {
        try {
            SpringApplication server = new SpringApplication(FhirServer.class);
            server.addInitializers(context -> readModel());
            server.run(arguments);
        } catch (SpringApplication.AbandonedRunException e) {
            throw e;
        } catch (RuntimeException e) {
            System.err.println("chartside: " + rootCause(e).getMessage());
            System.exit(1);
        }
    }

    /** HAPI reads FHIR's model by reflection, a tenth of a start: on a second core, once logging is set up, which it would disturb. */
    private static void readModel() {
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
