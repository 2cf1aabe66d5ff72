package io.chartside.terminology.command;

import io.chartside.terminology.icd10cm.TerminologyException;
import io.chartside.terminology.icd10cm.TerminologyLoader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code terminology load icd10cm ORDER.txt TABULAR.xml [--data DIR] [--version FY2026]}. Exit code 0 when loaded, 1 when
 * the files cannot be used, 2 when the call is wrong; an error is one line on standard error.
 */
public final class TerminologyCommand {
    private static final String USAGE =
            "usage: terminology load icd10cm ORDER.txt TABULAR.xml [--data DIR] [--version FY2026]";

    private TerminologyCommand() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        List<String> files = new ArrayList<>();
        String data =
                Path.of(System.getProperty("chartside.home", "."), ".chartside").toString();
        String version = null;
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            boolean valued = arg.equals("--data") || arg.equals("--version");
            if (valued && i + 1 >= args.size() || arg.startsWith("--") && !valued) {
                return wrong(err);
            }
            if (arg.equals("--data")) {
                data = args.get(++i);
            } else if (arg.equals("--version")) {
                version = args.get(++i);
            } else {
                files.add(arg);
            }
        }
        if (files.size() != 4 || !files.get(0).equals("load") || !files.get(1).equals("icd10cm")) {
            return wrong(err);
        }
        try {
            TerminologyLoader.Loaded loaded = TerminologyLoader.load(
                    Path.of(files.get(2)), Path.of(files.get(3)), Path.of(data, "terminology"), version);
            out.println("loaded ICD-10-CM " + loaded.version() + ": " + loaded.rows() + " rows, " + loaded.billable()
                    + " billable codes, into " + loaded.place());
            return 0;
        } catch (TerminologyException e) {
            err.println("terminology: " + e.getMessage());
            return 1;
        }
    }

    private static int wrong(PrintStream err) {
        err.println(USAGE);
        return 2;
    }
}
