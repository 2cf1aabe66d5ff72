package io.chartside.server;

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
            SpringApplication.run(FhirServer.class, arguments);
        } catch (SpringApplication.AbandonedRunException e) {
            throw e;
        } catch (RuntimeException e) {
            System.err.println("chartside: " + rootCause(e).getMessage());
            System.exit(1);
        }
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
