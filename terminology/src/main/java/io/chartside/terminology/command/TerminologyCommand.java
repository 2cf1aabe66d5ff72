package io.chartside.terminology.command;

import io.chartside.terminology.icd10cm.TerminologyException;
import io.chartside.terminology.icd10cm.TerminologyLoader;
import io.chartside.terminology.services.PairEdits;
import io.chartside.terminology.services.ServiceReleases;
import io.chartside.terminology.services.ServiceSystem;
import io.chartside.terminology.services.UnitEdits;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code terminology load icd10cm|hcpcs|cpt|ncci|mue FILES [--data DIR] [--version V]}. Exit code 0 when loaded, 1 when the files
 * cannot be used, 2 when the call is wrong; an error is one line on standard error.
 */
public final class TerminologyCommand {
    private static final String USAGE = """
            usage: terminology load icd10cm ORDER.txt TABULAR.xml [--data DIR] [--version FY2026]
                   terminology load hcpcs ANWEB.txt --version 2026-01 [--data DIR]
                   terminology load cpt CODES.txt --version 2026 [--data DIR]
                   terminology load ncci EDITS.txt... [--data DIR]
                   terminology load mue MUE.csv --version 2026-01 [--data DIR]""";

    private TerminologyCommand() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        Optional<Call> call = Call.parse(args);
        if (call.isEmpty()) {
            err.println(USAGE);
            return 2;
        }
        try {
            out.println(load(call.get()));
            return 0;
        } catch (TerminologyException e) {
            err.println("terminology: " + e.getMessage());
            return 1;
        }
    }

    private static String load(Call call) throws TerminologyException {
        Path target = call.data().resolve("terminology");
        return switch (call.system()) {
            case "icd10cm" -> {
                TerminologyLoader.Loaded loaded =
                        TerminologyLoader.load(call.files().get(0), call.files().get(1), target, call.version());
                yield "loaded ICD-10-CM " + loaded.version() + ": " + loaded.rows() + " rows, " + loaded.billable()
                        + " billable codes, into " + loaded.place();
            }
            case "ncci" -> "loaded " + PairEdits.load(call.files(), target) + " pair edits of NCCI";
            case "mue" ->
                "loaded " + UnitEdits.load(call.files().get(0), target, call.version())
                        + " unit edits of NCCI, in force from " + call.version();
            default -> {
                ServiceSystem system = call.system().equals("cpt") ? ServiceSystem.CPT : ServiceSystem.HCPCS;
                ServiceReleases.Loaded loaded =
                        ServiceReleases.load(system, call.files().get(0), target, call.version());
                yield "loaded " + system.title() + " " + loaded.version() + ": " + loaded.codes() + " codes, into "
                        + loaded.place();
            }
        };
    }

    /** @param version null where none is named */
    private record Call(String system, List<Path> files, Path data, String version) {

        /** Empty when the call is wrong. */
        static Optional<Call> parse(List<String> args) {
            List<String> words = new ArrayList<>();
            String data = Path.of(System.getProperty("chartside.home", "."), ".chartside")
                    .toString();
            String version = null;
            for (int i = 0; i < args.size(); i++) {
                String arg = args.get(i);
                boolean valued = arg.equals("--data") || arg.equals("--version");
                if (valued && i + 1 >= args.size() || arg.startsWith("--") && !valued) {
                    return Optional.empty();
                }
                if (arg.equals("--data")) {
                    data = args.get(++i);
                } else if (arg.equals("--version")) {
                    version = args.get(++i);
                } else {
                    words.add(arg);
                }
            }
            if (words.size() < 3 || !words.get(0).equals("load") || !takes(words.get(1), words.size() - 2)) {
                return Optional.empty();
            }
            List<Path> files =
                    words.subList(2, words.size()).stream().map(Path::of).toList();
            return Optional.of(new Call(words.get(1), files, Path.of(data), version));
        }

        private static boolean takes(String system, int files) {
            return switch (system) {
                case "icd10cm" -> files == 2;
                case "hcpcs", "cpt", "mue" -> files == 1;
                case "ncci" -> files >= 1;
                default -> false;
            };
        }
    }
}
