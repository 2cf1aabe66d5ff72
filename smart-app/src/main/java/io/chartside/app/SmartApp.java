package io.chartside.app;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The bootable EHR plugin: SMART launch, visit page, review, signing, write-back. */
@SpringBootApplication
public class SmartApp {

    public static void main(String[] arguments) {
        SpringApplication.run(SmartApp.class, arguments);
    }
}
