/** What our own pages show of the record to a signed-in person: read through the audited door, without unsigned drafts. */
package io.chartside.server.person;
