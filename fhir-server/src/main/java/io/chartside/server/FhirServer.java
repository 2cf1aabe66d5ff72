package io.chartside.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The bootable FHIR server: store and API, authorization server, audit, AI gateway. */
@SpringBootApplication
public class FhirServer {

    public static void main(String[] arguments) {
        SpringApplication.run(FhirServer.class, arguments);
    }
}
