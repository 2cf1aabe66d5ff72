package io.chartside.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;

/** A head with the body of one of its versions, as the tables hold it. */
public record StoredRow(
        long rid,
        int type,
        String id,
        int version,
        int state,
        boolean draft,
        int label,
        long patientRid,
        long sortAt,
        long sortEnd,
        long updatedAt,
        byte[] mac,
        int bodyVersion,
        boolean bodyDeleted,
        long bodyPatientRid,
        long bodyUpdatedAt,
        byte[] body) {

    static final int PLACEHOLDER = 0;
    static final int LIVE = 1;
    static final int DELETED = 2;
    /** Its patient is being erased: it is read no more, and nothing is written that names it. */
    static final int ERASED = 3;

    /** Columns that {@link #readHead} expects, of {@code resource r}. */
    public static final String HEAD_COLUMNS =
            "r.rid, r.type, r.id, r.version, r.state, r.draft, r.label, r.patient_rid,"
                    + " r.sort_at, r.sort_end, r.updated_at, r.mac";

    /** Columns that {@link #read} expects, of {@code resource r} and {@code resource_version v}. */
    static final String COLUMNS = HEAD_COLUMNS + ", v.version, v.deleted, v.patient_rid, v.updated_at, v.body";

    /** From this size on a page leaves a body where it is until the row's turn comes. */
    static final int LARGE_BODY = 128 << 10;

    /** The body, but null for a large one, told from the size that the row itself says (PostgreSQL, 73.2). */
    static final String BODY_OF_PAGE = "case when octet_length(v.body) < " + LARGE_BODY + " then v.body end";

    /** {@link #COLUMNS} of a page of rows. */
    static final String PAGE_COLUMNS = COLUMNS.replace("v.body", BODY_OF_PAGE);

    /**
     * Joins the current version to {@code resource r}. Subqueries with {@code offset 0} stay where they are written, so a kept
     * plan goes from the key to the resource to its version, whatever the planner knew of sizes when it made it (PostgreSQL,
     * 7.8.2 and 14.3).
     */
    public static final String CURRENT_VERSION = version("r.version");

    /** @param number of the version, an expression over {@code r} or a parameter */
    static String version(String number) {
        return " cross join lateral (select v.* from resource_version v where v.tenant = r.tenant and v.rid = r.rid"
                + " and v.version = " + number + " offset 0) v";
    }

    public static StoredRow read(ResultSet row) throws SQLException {
        return read(row, 0);
    }

    /** @param before how many columns stand before {@link #COLUMNS} */
    static StoredRow read(ResultSet row, int before) throws SQLException {
        return new StoredRow(
                row.getLong(before + 1),
                row.getInt(before + 2),
                row.getString(before + 3),
                row.getInt(before + 4),
                row.getInt(before + 5),
                row.getBoolean(before + 6),
                row.getInt(before + 7),
                row.getLong(before + 8),
                row.getLong(before + 9),
                row.getLong(before + 10),
                row.getLong(before + 11),
                row.getBytes(before + 12),
                row.getInt(before + 13),
                row.getBoolean(before + 14),
                row.getLong(before + 15),
                row.getLong(before + 16),
                row.getBytes(before + 17));
    }

    /** A head whose current version stays where it is until {@link RowSeal#openHeads} asks for it. */
    public static StoredRow readHead(ResultSet row) throws SQLException {
        return readHead(row, 0);
    }

    /** @param before how many columns stand before {@link #HEAD_COLUMNS} */
    public static StoredRow readHead(ResultSet row, int before) throws SQLException {
        int version = row.getInt(before + 4);
        int state = row.getInt(before + 5);
        long patientRid = row.getLong(before + 8);
        long updatedAt = row.getLong(before + 11);
        return new StoredRow(
                row.getLong(before + 1),
                row.getInt(before + 2),
                row.getString(before + 3),
                version,
                state,
                row.getBoolean(before + 6),
                row.getInt(before + 7),
                patientRid,
                row.getLong(before + 9),
                row.getLong(before + 10),
                updatedAt,
                row.getBytes(before + 12),
                version,
                state == DELETED,
                patientRid,
                updatedAt,
                null);
    }

    /** Whether all that the head's code proves is the same, the code too. */
    boolean isSameHead(StoredRow other) {
        return version == other.version
                && rid == other.rid
                && type == other.type
                && state == other.state
                && draft == other.draft
                && label == other.label
                && patientRid == other.patientRid
                && sortAt == other.sortAt
                && sortEnd == other.sortEnd
                && updatedAt == other.updatedAt
                && id.equals(other.id)
                && Arrays.equals(mac, other.mac);
    }

    /** The same as PostgreSQL writes a row of these columns, the code in hexadecimal. */
    String headText() {
        return "(" + rid + "," + version + "," + state + "," + (draft ? "t" : "f") + "," + label + "," + patientRid
                + "," + sortAt + "," + sortEnd + "," + updatedAt + ","
                + HexFormat.of().formatHex(mac) + ")";
    }

    boolean isWithoutBody() {
        return body == null;
    }

    StoredRow withBody(byte[] loaded) {
        return with(label, mac, loaded);
    }

    StoredRow withMac(byte[] newMac) {
        return with(label, newMac, body);
    }

    /** The code no longer covers it. */
    StoredRow withLabel(int newLabel) {
        return with(newLabel, mac, body);
    }

    /** The same head with another of its versions. */
    StoredRow withVersion(int number, boolean deleted, long ofPatient, long at, byte[] sealedBody) {
        return new StoredRow(
                rid,
                type,
                id,
                version,
                state,
                draft,
                label,
                patientRid,
                sortAt,
                sortEnd,
                updatedAt,
                mac,
                number,
                deleted,
                ofPatient,
                at,
                sealedBody);
    }

    private StoredRow with(int newLabel, byte[] newMac, byte[] newBody) {
        return new StoredRow(
                rid,
                type,
                id,
                version,
                state,
                draft,
                newLabel,
                patientRid,
                sortAt,
                sortEnd,
                updatedAt,
                newMac,
                bodyVersion,
                bodyDeleted,
                bodyPatientRid,
                bodyUpdatedAt,
                newBody);
    }

    @Override
    public String toString() {
        return "row " + rid + " version " + bodyVersion;
    }
}
