package io.chartside.server.audit;

/**
 * What an audit event says was done: the restful-interaction code, the action letter and which side was source and which
 * destination of the data (IHE BALP 1.1, RESTful activity patterns). In a read the server is the source.
 */
public enum Act {
    READ("read", "R", Side.DESTINATION, Side.SOURCE),
    VREAD("vread", "R", Side.DESTINATION, Side.SOURCE),
    HISTORY_INSTANCE("history-instance", "R", Side.DESTINATION, Side.SOURCE),
    HISTORY_TYPE("history-type", "R", Side.DESTINATION, Side.SOURCE),
    HISTORY_SYSTEM("history-system", "R", Side.DESTINATION, Side.SOURCE),
    CREATE("create", "C", Side.SOURCE, Side.DESTINATION),
    UPDATE("update", "U", Side.SOURCE, Side.DESTINATION),
    PATCH("patch", "U", Side.SOURCE, Side.DESTINATION),
    DELETE("delete", "D", Side.APPLICATION, Side.CUSTODIAN),
    SEARCH("search-type", "E", Side.SOURCE, Side.DESTINATION),
    SEARCH_SYSTEM("search-system", "E", Side.SOURCE, Side.DESTINATION),
    TRANSACTION("transaction", "E", Side.SOURCE, Side.DESTINATION),
    BATCH("batch", "E", Side.SOURCE, Side.DESTINATION),
    OPERATION("operation", "E", Side.SOURCE, Side.DESTINATION),
    /** Health records left to somebody outside (BALP, Privacy Disclosure at Source); recorded besides the interaction. */
    DISCLOSE("disclose", "R", Side.DESTINATION, Side.SOURCE);

    private final String code;
    private final String action;
    private final Side client;
    private final Side server;

    Act(String code, String action, Side client, Side server) {
        this.code = code;
        this.action = action;
        this.client = client;
        this.server = server;
    }

    public String code() {
        return code;
    }

    public String action() {
        return action;
    }

    Side client() {
        return client;
    }

    Side server() {
        return server;
    }

    /** Agent types, in FHIR JSON. */
    enum Side {
        SOURCE("http://dicom.nema.org/resources/ontology/DCM", "110153", "Source Role ID"),
        DESTINATION("http://dicom.nema.org/resources/ontology/DCM", "110152", "Destination Role ID"),
        APPLICATION("http://dicom.nema.org/resources/ontology/DCM", "110150", "Application"),
        CUSTODIAN("http://terminology.hl7.org/CodeSystem/provenance-participant-type", "custodian", "Custodian");

        private static final String OAUTH_CLIENT =
                ",{\"system\":\"http://dicom.nema.org/resources/ontology/DCM\",\"code\":\"110150\",\"display\":\"Application\"}]}";

        private final String json;
        private final String ofClient;

        Side(String system, String code, String display) {
            String coding = "{\"coding\":[{\"system\":\"" + system + "\",\"code\":\"" + code + "\",\"display\":\""
                    + display + "\"}";
            json = coding + "]}";
            ofClient = code.equals("110150") ? json : coding + OAUTH_CLIENT;
        }

        String json() {
            return json;
        }

        /** The same of a machine that is an OAuth client too (BALP, OAuth patterns, agent oClient). */
        String ofClient() {
            return ofClient;
        }
    }
}
