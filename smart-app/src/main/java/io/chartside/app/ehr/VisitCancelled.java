package io.chartside.app.ehr;

/** The EHR launched with an encounter that it calls cancelled or entered in error. */
public final class VisitCancelled extends RuntimeException {

    VisitCancelled(String server) {
        super(server + " launched with an encounter that did not take place");
    }
}
