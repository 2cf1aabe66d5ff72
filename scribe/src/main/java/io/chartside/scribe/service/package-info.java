/** What was given or done at the visit, as HCPCS level II codes. */
package io.chartside.scribe.service;
