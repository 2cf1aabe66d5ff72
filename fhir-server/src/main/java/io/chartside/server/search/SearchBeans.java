package io.chartside.server.search;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.SearchWords;
import io.chartside.server.store.Database;
import io.chartside.server.store.RowSeal;
import io.chartside.server.terminology.Terminology;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SearchBeans {

    /** Also what the store asks for conditional criteria. */
    @Bean
    PostgresResourceSearch resourceSearch(
            Database database,
            KeyRing keys,
            RowSeal seal,
            Terminology terminology,
            SearchParameters parameters,
            OwnParameters own,
            SearchWords words,
            Clock clock) {
        QueryParser parser = new QueryParser(parameters, own, new ValueParser(clock));
        SightCriteria sightCriteria = new SightCriteria(parser);
        KnownNumbers numbers = new KnownNumbers();
        return new PostgresResourceSearch(
                database,
                keys,
                seal,
                terminology,
                parameters,
                own,
                parser,
                sightCriteria,
                new SearchPlanner(parameters, words, keys, numbers),
                new SolePatientCount(words, numbers),
                new Includes(seal, parameters, words, new RecordLinks(words, keys), sightCriteria));
    }
}
