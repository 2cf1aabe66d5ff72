package io.chartside.app.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.app.HL7Service;
import ca.uhn.hl7v2.llp.MinLowerLayerProtocol;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.protocol.ReceivingApplication;
import ca.uhn.hl7v2.util.StandardSocketFactory;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import io.chartside.app.ehr.Hl7v2Interface.Tls;
import io.chartside.app.testing.FreePort;
import io.chartside.app.testing.PemFiles;
import io.chartside.mappings.hl7v2.Receiver.Answers;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutual TLS with a receiver that is not ours: HAPI's server of HL7. */
class TlsExchangeTest {
    private static final String NAME = "hl7.hospital.example";
    private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();

    @TempDir
    static Path folder;

    private static PemFiles hospital;
    private static PemFiles chartside;
    private static PemFiles stranger;
    private static URI address;
    private static HL7Service server;
    private static DefaultHapiContext hapi;

    @BeforeAll
    static void start() throws Exception {
        hospital = new PemFiles(folder, "hospital", "dns:" + NAME);
        chartside = new PemFiles(folder, "chartside", "dns:chartside.example");
        stranger = new PemFiles(folder, "stranger", "dns:" + NAME);
        int port = FreePort.choose();
        address = URI.create("mllps://127.0.0.1:" + port);
        hapi = new DefaultHapiContext();
        hapi.setLowerLayerProtocol(new MinLowerLayerProtocol(true));
        hapi.getParserConfiguration().setIdGenerator(new InMemoryIDGenerator());
        hapi.setSocketFactory(new MutualTls(hospital.trusting(chartside)));
        server = hapi.newServer(port, true);
        server.registerApplication(new Filing());
        server.startAndWait();
    }

    @AfterAll
    static void stop() throws IOException {
        server.stopAndWait();
        hapi.close();
    }

    @BeforeEach
    void calm() {
        RECEIVED.clear();
    }

    private static final class MutualTls extends StandardSocketFactory {
        private final SSLContext context;

        MutualTls(SSLContext context) {
            this.context = context;
        }

        @Override
        public ServerSocket createTlsServerSocket() throws IOException {
            SSLServerSocket socket =
                    (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
            socket.setNeedClientAuth(true);
            return socket;
        }
    }

    private static final class Filing implements ReceivingApplication<Message> {
        @Override
        public Message processMessage(Message message, Map<String, Object> metadata) throws HL7Exception {
            RECEIVED.add(message.encode());
            try {
                return message.generateACK();
            } catch (IOException failed) {
                throw new HL7Exception(failed);
            }
        }

        @Override
        public boolean canProcess(Message message) {
            return true;
        }
    }

    private static Answer sent(Optional<PemFiles> trusted, Optional<PemFiles> own, Optional<String> name) {
        Tls tls = new Tls(
                trusted.map(files -> files.certificate),
                own.map(files -> files.certificate),
                own.map(files -> files.privateKey),
                name);
        MessageExchange exchange = new MessageExchange(Outbound.allowing(List.of(AllowedOrigin.internal(address))));
        return exchange.send(
                MessageExchangeTest.to(address, tls, Duration.ofSeconds(10), Answers.APPLICATION),
                MessageExchangeTest.ID,
                MessageExchangeTest.MESSAGE);
    }

    private static void requireNothingTaken(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.NotTaken.class);
        assertThat(RECEIVED).isEmpty();
    }

    @Test
    void bothSidesKnowEachOther() {
        assertThat(sent(Optional.of(hospital), Optional.of(chartside), Optional.of(NAME)))
                .isInstanceOf(Answer.Accepted.class);
        assertThat(RECEIVED).singleElement().asString().contains("|CHARTSIDE||EHR|", "|Nguyen^Zoë");
    }

    @Test
    void aReceiverThatNobodyVouchesForGetsNothing() {
        requireNothingTaken(sent(Optional.of(stranger), Optional.of(chartside), Optional.of(NAME)));
        requireNothingTaken(sent(Optional.empty(), Optional.empty(), Optional.of(NAME)));
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() {
        requireNothingTaken(sent(Optional.of(hospital), Optional.of(chartside), Optional.empty()));
    }

    @Test
    void aReceiverThatDoesNotKnowUsTakesNothingAndThatIsKnown() {
        requireNothingTaken(sent(Optional.of(hospital), Optional.of(stranger), Optional.of(NAME)));
        requireNothingTaken(sent(Optional.of(hospital), Optional.empty(), Optional.of(NAME)));
    }

    /** A file is empty while it is replaced: nobody else is trusted meanwhile, such as the authorities of the installation. */
    @ParameterizedTest
    @ValueSource(strings = {"missing", "empty", "garbage", "damaged"})
    void filesThatCannotBeReadAreSaid(String how) throws IOException {
        Path file = folder.resolve(how + ".pem");
        switch (how) {
            case "empty" -> Files.writeString(file, "");
            case "garbage" -> Files.writeString(file, "MIIEvQIBADAN no PEM");
            case "damaged" -> Files.writeString(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            default -> Files.deleteIfExists(file);
        }
        Tls tls = new Tls(Optional.of(file), Optional.empty(), Optional.empty(), Optional.empty());
        MessageExchange exchange = new MessageExchange(Outbound.allowing(List.of(AllowedOrigin.internal(address))));
        Answer answer = exchange.send(
                MessageExchangeTest.to(address, tls, Duration.ofSeconds(10), Answers.APPLICATION),
                MessageExchangeTest.ID,
                MessageExchangeTest.MESSAGE);
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.NotTaken.class,
                        notTaken -> assertThat(notTaken.reason()).contains("certificate files"));
    }
}
