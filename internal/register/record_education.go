package register

// This file holds schooling, diplomas, exams, sport and the archives of work.

// Education is a record of `education`: education register.
type Education struct {
	Student              bool                           `json:"student"`
	Institution          string                         `json:"institution"`
	Course               int64                          `json:"course"`
	Funding              string                         `json:"funding" values:"grant|contract"`
	Diplomas             []Diploma                      `json:"diplomas"`
	SchoolCertificate    bool                           `json:"school_certificate"`
	PreschoolQueue       int64                          `json:"preschool_queue"`
	ExamResults          []EducationExamResult          `json:"exam_results"`
	LanguageCertificates []EducationLanguageCertificate `json:"language_certificates"`
	AcademicDegree       string                         `json:"academic_degree"`
	AcademicTitle        string                         `json:"academic_title"`
	Publications         int64                          `json:"publications"`
	HIndex               int64                          `json:"h_index"`
	TuitionDue           float64                        `json:"tuition_due" unit:"som"`
	Stipend              float64                        `json:"stipend" unit:"som"`
	TeacherCategory      string                         `json:"teacher_category"`
	TeacherCategoryUntil Date                           `json:"teacher_category_until,omitzero"`
	School               string                         `json:"school"`
	Grade                int64                          `json:"grade"`
	Preschool            string                         `json:"preschool"`
	Gpa                  float64                        `json:"gpa"`
	Scholarship          string                         `json:"scholarship"`
	Courses              []EducationCourse              `json:"courses"`
	Pupils               []EducationPupil               `json:"pupils"`
	Transcript           []EducationTranscriptItem      `json:"transcript"`
	DormitoryQueue       int64                          `json:"dormitory_queue"`
	DormitoryScore       float64                        `json:"dormitory_score"`
	DormitoryFree        int64                          `json:"dormitory_free"`
	RentPayments         []EducationRentPayment         `json:"rent_payments"`
	TuitionContract      string                         `json:"tuition_contract"`
	TuitionSum           float64                        `json:"tuition_sum" unit:"som"`
	TuitionPaid          float64                        `json:"tuition_paid" unit:"som"`
	TuitionDueOn         Date                           `json:"tuition_due_on,omitzero"`
	Stipends             []EducationStipend             `json:"stipends"`
	ITCertificates       []EducationITCertificate       `json:"it_certificates"`
	ArchiveDiplomas      []Diploma                      `json:"archive_diplomas"`
	PreschoolChoices     []EducationPreschoolChoice     `json:"preschool_choices"`
	PreschoolPayments    []EducationPreschoolPayment    `json:"preschool_payments"`
	PreschoolDebt        float64                        `json:"preschool_debt" unit:"som"`
}

// EducationExamResult is one of education.exam_results.
type EducationExamResult struct {
	Exam    string  `json:"exam"`
	Subject string  `json:"subject"`
	Score   float64 `json:"score"`
	Date    Date    `json:"date,omitzero"`
	Passed  bool    `json:"passed"`
}

// EducationLanguageCertificate is one of education.language_certificates.
type EducationLanguageCertificate struct {
	Language   string `json:"language"`
	Level      string `json:"level"`
	Number     string `json:"number"`
	ValidUntil Date   `json:"valid_until,omitzero"`
}

// EducationCourse is one of education.courses.
type EducationCourse struct {
	Course     string `json:"course"`
	Trade      string `json:"trade"`
	Provider   string `json:"provider"`
	FinishedOn Date   `json:"finished_on,omitzero"`
}

// EducationPupil is one of education.pupils.
type EducationPupil struct {
	Name        string `json:"name"`
	Language    string `json:"language"`
	Level       string `json:"level"`
	Certificate string `json:"certificate"`
	IssuedOn    Date   `json:"issued_on,omitzero"`
	Paid        bool   `json:"paid"`
}

// EducationTranscriptItem is one of education.transcript.
type EducationTranscriptItem struct {
	Subject  string  `json:"subject"`
	Credits  int64   `json:"credits"`
	Mark     float64 `json:"mark"`
	Semester int64   `json:"semester"`
}

// EducationRentPayment is one of education.rent_payments.
type EducationRentPayment struct {
	Month  string  `json:"month"`
	Amount float64 `json:"amount" unit:"som"`
	PaidOn Date    `json:"paid_on,omitzero"`
}

// EducationStipend is one of education.stipends.
type EducationStipend struct {
	Kind   string  `json:"kind"`
	Month  string  `json:"month"`
	Amount float64 `json:"amount" unit:"som"`
	PaidOn Date    `json:"paid_on,omitzero"`
}

// EducationITCertificate is one of education.it_certificates.
type EducationITCertificate struct {
	Vendor   string  `json:"vendor"`
	Name     string  `json:"name"`
	Number   string  `json:"number"`
	IssuedOn Date    `json:"issued_on,omitzero"`
	ExamFee  float64 `json:"exam_fee" unit:"som"`
	Refunded bool    `json:"refunded"`
}

// EducationPreschoolChoice is one of education.preschool_choices.
type EducationPreschoolChoice struct {
	Kindergarten string `json:"kindergarten"`
	Place        string `json:"place"`
}

// EducationPreschoolPayment is one of education.preschool_payments.
type EducationPreschoolPayment struct {
	Month      string  `json:"month"`
	Charged    float64 `json:"charged" unit:"som"`
	Paid       float64 `json:"paid" unit:"som"`
	AbsentDays int64   `json:"absent_days"`
}

// Sport is a record of `sport`: register of athletes.
type Sport struct {
	Titles   []SportTitle  `json:"titles"`
	Results  []SportResult `json:"results"`
	Benefits []string      `json:"benefits"`
}

// SportTitle is one of sport.titles.
type SportTitle struct {
	Sport      string `json:"sport"`
	Title      string `json:"title"`
	Number     string `json:"number"`
	AwardedOn  Date   `json:"awarded_on,omitzero"`
	ValidUntil Date   `json:"valid_until,omitzero"`
	Active     bool   `json:"active"`
}

// SportResult is one of sport.results.
type SportResult struct {
	Sport       string `json:"sport"`
	Competition string `json:"competition"`
	Date        Date   `json:"date,omitzero"`
	Result      string `json:"result"`
	Place       int64  `json:"place"`
	Standard    string `json:"standard"`
	Coach       string `json:"coach"`
}

// Archive is a record of `archive`: archive holdings.
type Archive struct {
	Holdings      []string              `json:"holdings"`
	LabourRecords []ArchiveLabourRecord `json:"labour_records"`
}

// ArchiveLabourRecord is one of archive.labour_records.
type ArchiveLabourRecord struct {
	Employer  string `json:"employer"`
	Position  string `json:"position"`
	FromYear  int64  `json:"from_year"`
	UntilYear int64  `json:"until_year"`
	Holding   string `json:"holding"`
}
