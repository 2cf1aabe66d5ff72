package io.chartside.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.stereotype.Component;

/** docs/adr/0059: the build makes the bean definitions, and so decides all conditions on them. */
class BeansOfTheBuildTest {

    @Test
    void noBeanDependsOnAnOperatorsKey() {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(Conditional.class));
        scan.addIncludeFilter(new AnnotationTypeFilter(Component.class));
        List<AnnotationMetadata> all = scan.findCandidateComponents("io.chartside.server").stream()
                .map(candidate -> ((AnnotatedBeanDefinition) candidate).getMetadata())
                .toList();
        assertThat(all).hasSizeGreaterThan(100);
        assertThat(all)
                .filteredOn(bean -> bean.isAnnotated(Conditional.class.getName())
                        || bean.hasAnnotatedMethods(Conditional.class.getName()))
                .extracting(AnnotationMetadata::getClassName)
                .isEmpty();
    }
}
