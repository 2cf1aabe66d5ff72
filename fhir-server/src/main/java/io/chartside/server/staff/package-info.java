/** The realm of the operator's own people: sign-in, what each role may, and the console that shows no patient's data. */
package io.chartside.server.staff;
