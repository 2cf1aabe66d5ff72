package io.chartside.server.demo;

import org.springframework.stereotype.Controller;

/** Marks what answers requests without being found by a scan: it is registered by {@link DemoBeans}. */
@Controller
interface DemoHandler {}
